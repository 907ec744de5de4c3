namespace Cerniq.EInvoicing.Validation.Rules.Paths;

/// <summary>Transitions of the automaton in an open-addressed table: state and element name to the next state.</summary>
internal sealed class PathTable
{
    private readonly uint[] _keys;
    private readonly ushort[] _next;
    private readonly int _shift;

    public PathTable(List<PathStep> transitions)
    {
        var bits = 4;
        while ((1 << bits) < transitions.Count * 4)
            bits++;
        _shift = 32 - bits;
        (_keys, _next) = (new uint[1 << bits], new ushort[1 << bits]);
        foreach (var step in transitions)
        {
            var key = Key((ushort)step.From, step.Name);
            var slot = Slot(key);
            while (_keys[slot] != 0)
                slot = (slot + 1) & (_keys.Length - 1);
            (_keys[slot], _next[slot]) = (key, (ushort)step.To);
        }
    }

    public ushort Next(ushort state, ushort name)
    {
        var key = Key(state, name);
        for (var slot = Slot(key); ; slot = (slot + 1) & (_keys.Length - 1))
        {
            if (_keys[slot] == key)
                return _next[slot];
            if (_keys[slot] == 0)
                return 0;
        }
    }

    private static uint Key(ushort state, ushort name) => ((uint)state << 16) | name;

    private int Slot(uint key) => (int)(unchecked(key * 0x9E3779B1u) >> _shift);
}
