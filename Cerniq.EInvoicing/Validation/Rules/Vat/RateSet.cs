using Cerniq.EInvoicing.Validation.Arithmetic;

namespace Cerniq.EInvoicing.Validation.Rules.Vat;

/// <summary>The distinct rates of one line or allowance; nearly always one.</summary>
internal sealed class RateSet
{
    private Num[] _rates = new Num[4];

    public int Count { get; private set; }

    public Num this[int index] => _rates[index];

    public void Clear() => Count = 0;

    /// <summary>Adds a rate unless it is there.</summary>
    public void Add(Num rate)
    {
        for (var i = 0; i < Count; i++)
            if (_rates[i] == rate)
                return;
        if (Count == _rates.Length)
            Array.Resize(ref _rates, Count * 2);
        _rates[Count++] = rate;
    }
}
