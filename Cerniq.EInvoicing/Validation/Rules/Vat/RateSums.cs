using Cerniq.EInvoicing.Validation.Arithmetic;

namespace Cerniq.EInvoicing.Validation.Rules.Vat;

/// <summary>Sums by VAT category and rate. Its arrays are kept from one document to the next.</summary>
internal sealed class RateSums
{
    private int[] _slots = new int[32];
    private Entry[] _entries = new Entry[8];
    private int _count;

    public void Clear()
    {
        Array.Clear(_slots);
        Array.Clear(_entries, 0, _count);
        _count = 0;
    }

    /// <summary>The sums of a category at a rate; all zero where it does not occur.</summary>
    public VatSums Of(int category, Num rate)
    {
        var index = _slots[Slot(category, rate)];
        return index == 0 ? default : _entries[index - 1].Sums;
    }

    /// <summary>The sums of a category at a rate, to be added to.</summary>
    public ref VatSums At(int category, Num rate)
    {
        var slot = Slot(category, rate);
        if (_slots[slot] == 0)
        {
            if (_count == _entries.Length)
            {
                Grow();
                slot = Slot(category, rate);
            }
            (_entries[_count].Category, _entries[_count].Rate) = (category, rate);
            _slots[slot] = ++_count;
        }
        return ref _entries[_slots[slot] - 1].Sums;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _slots = new int[_entries.Length * 4];
        for (var i = 0; i < _count; i++)
            _slots[Slot(_entries[i].Category, _entries[i].Rate)] = i + 1;
    }

    /// <summary>Where the pair is, or the empty place where it would go.</summary>
    private int Slot(int category, Num rate)
    {
        var slot = (int)(unchecked(((uint)rate.GetHashCode() + (uint)category) * 0x9E3779B1u) >> 8) & (_slots.Length - 1);
        for (; _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            ref readonly var entry = ref _entries[_slots[slot] - 1];
            if (entry.Category == category && entry.Rate == rate)
                break;
        }
        return slot;
    }

    private struct Entry
    {
        public int Category;
        public Num Rate;
        public VatSums Sums;
    }
}
