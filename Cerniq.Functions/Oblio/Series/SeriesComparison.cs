namespace Cerniq.Functions.Oblio.Series;

/// <summary>Compares a series' documents at Oblio with our records. Pure.</summary>
internal static class SeriesComparison
{
    private const int MostListed = 1000;

    /// <param name="entries">Each number once.</param>
    public static SeriesReport Report(string series, DateOnly since, DateTimeOffset now, IReadOnlyCollection<SeriesEntry> entries)
    {
        var known = entries.OrderBy(entry => entry.Number).ToList();
        var there = known.Where(entry => entry.IsAtOblio).ToList();
        return new SeriesReport(
            series,
            now,
            since,
            known is [var first, ..] ? first.Number : null,
            known is [.., var last] ? last.Number : null,
            there.Count,
            there.Count(entry => entry.Ours is null),
            [.. Holes(known).Take(MostListed)],
            Numbers(known.Where(entry => !entry.IsAtOblio)),
            Numbers(there.Where(entry => entry.OblioCanceled && entry.Ours is { Status: not "CANCELLED" })),
            [.. there.Where(Differs).Select(entry => new DifferingTotal(entry.Number, entry.Ours!.GrandTotal, entry.OblioTotal!.Value)).Take(MostListed)]);
    }

    private static IEnumerable<long> Holes(List<SeriesEntry> known)
    {
        for (var i = 1; i < known.Count; i++)
        {
            for (var missing = known[i - 1].Number + 1; missing < known[i].Number; missing++)
            {
                yield return missing;
            }
        }
    }

    private static bool Differs(SeriesEntry entry) => entry is { Ours: { } ours, OblioTotal: { } total } && ours.GrandTotal != total;

    private static List<long> Numbers(IEnumerable<SeriesEntry> entries) => [.. entries.Select(entry => entry.Number).Take(MostListed)];
}
