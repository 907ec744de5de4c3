namespace Cerniq.EInvoicing.Validation.CodeLists;

/// <summary>
/// A set of codes, each packed into one number. A table of its own rather than a set of the framework:
/// those are compiled when first used with a number, which a tool that validates one file would wait for.
/// </summary>
internal sealed class ShortCodes
{
    private readonly ulong[] _slots;
    private readonly int _shift;

    public ShortCodes(int atMost)
    {
        var bits = 3;
        while ((1 << bits) < atMost * 2)
            bits++;
        (_slots, _shift) = (new ulong[1 << bits], 64 - bits);
    }

    /// <summary>Adds a code; zero stands for an empty slot and is no code.</summary>
    public void Add(ulong code)
    {
        var slot = Slot(code);
        while (_slots[slot] != 0 && _slots[slot] != code)
            slot = (slot + 1) & (_slots.Length - 1);
        _slots[slot] = code;
    }

    public bool Contains(ulong code)
    {
        for (var slot = Slot(code); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
            if (_slots[slot] == code)
                return true;
        return false;
    }

    private int Slot(ulong code) => (int)(unchecked(code * 0x9E3779B97F4A7C15UL) >> _shift);
}
