namespace Cerniq.EInvoicing.Tests.Validation;

/// <summary>A change to a valid document, and exactly the rules that it must break.</summary>
internal sealed record BrokenRule(string Ids, Func<UblSample, UblSample> Change)
{
    public string[] Expected => [.. Ids.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    /// <summary>Turns cases into rows that show their ids in a test report.</summary>
    public static TheoryData<string, int> Rows(BrokenRule[] cases)
    {
        var rows = new TheoryData<string, int>();
        for (var i = 0; i < cases.Length; i++)
            rows.Add(cases[i].Ids.Length == 0 ? "(none)" : cases[i].Ids, i);
        return rows;
    }
}
