namespace Cerniq.Functions.Api;

/// <summary>Gathers what is wrong with a request, so that the caller hears all of it at once.</summary>
public sealed class FieldFaults
{
    private readonly SortedDictionary<string, List<string>> _faults = new(StringComparer.Ordinal);

    public void Add(string field, string fault)
    {
        if (!_faults.TryGetValue(field, out var words))
        {
            _faults.Add(field, words = []);
        }

        words.Add(fault);
    }

    public void When(bool wrong, string field, string fault)
    {
        if (wrong)
        {
            Add(field, fault);
        }
    }

    public IReadOnlyDictionary<string, string[]> ByField() =>
        _faults.ToDictionary(f => f.Key, f => f.Value.ToArray(), StringComparer.Ordinal);
}
