namespace Cerniq.Functions.Oblio.Series;

/// <summary>What a series looks like at Oblio and in our records. The law wants numbers without holes.</summary>
/// <param name="Since">Documents issued from this day on were looked at.</param>
/// <param name="First">Lowest number seen; null when there was none.</param>
/// <param name="Documents">How many there are at Oblio.</param>
/// <param name="NotOurs">How many of them were issued by others, such as people in Oblio's own pages.</param>
/// <param name="Holes">Numbers between the first and the last that no document has.</param>
/// <param name="MissingAtOblio">Numbers that we have and Oblio does not.</param>
/// <param name="CanceledAtOblio">Numbers that were made void there, and are valid with us.</param>
/// <param name="Differing">Documents whose total there is not ours.</param>
public sealed record SeriesReport(
    string SeriesName,
    DateTimeOffset CheckedAt,
    DateOnly Since,
    long? First,
    long? Last,
    int Documents,
    int NotOurs,
    IReadOnlyList<long> Holes,
    IReadOnlyList<long> MissingAtOblio,
    IReadOnlyList<long> CanceledAtOblio,
    IReadOnlyList<DifferingTotal> Differing)
{
    public bool IsWhole => Holes.Count == 0 && MissingAtOblio.Count == 0 && CanceledAtOblio.Count == 0 && Differing.Count == 0;
}

/// <summary>Two totals of one document.</summary>
public sealed record DifferingTotal(long Number, decimal Ours, decimal Oblios);

/// <summary>One document as both sides see it; null where a side has none.</summary>
internal sealed record SeriesEntry(long Number, InvoiceRecord? Ours, decimal? OblioTotal, bool OblioCanceled, bool IsAtOblio);
