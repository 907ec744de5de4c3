namespace Cerniq.EInvoicing.Tax;

/// <summary>One Romanian VAT rate and the tax points it applies to, both ends included.</summary>
/// <param name="Percent">The rate, in per cent.</param>
/// <param name="From">First tax point.</param>
/// <param name="To">Last tax point; null while in force.</param>
/// <param name="IsStandard">True for the standard rate.</param>
/// <param name="Law">Where it comes from and what it covers.</param>
public sealed record VatRate(decimal Percent, DateOnly From, DateOnly? To, bool IsStandard, string Law)
{
    /// <summary>True when a supply with this tax point may bear the rate.</summary>
    public bool AppliesOn(DateOnly taxPoint) => taxPoint >= From && (To is null || taxPoint <= To);
}

/// <summary>Whether a rate is legal on a day, and why.</summary>
/// <param name="Legal">True when a supply with that tax point may bear the rate.</param>
/// <param name="Reason">The law, or what should have been used instead.</param>
public sealed record VatRateVerdict(bool Legal, string Reason);

/// <summary>The only table of Romanian VAT rates, by tax point (the day VAT becomes due, BT-7; the delivery or issue date without it).</summary>
public static class VatRates
{
    private const string Law141 = "Legea 141/2025 (M. Of. 699/25.07.2025), art. 291 Cod fiscal";
    private const string OldCode = "art. 291 Cod fiscal, before Legea 141/2025";
    private static readonly DateOnly Reform = new(2025, 8, 1);
    private static readonly DateOnly BeforeReform = new(2025, 7, 31);

    /// <summary>Every rate known, oldest first.</summary>
    public static IReadOnlyList<VatRate> All { get; } =
    [
        new(19m, new(2000, 1, 1), new(2010, 6, 30), true, "Standard rate before OUG 58/2010"),
        new(24m, new(2010, 7, 1), new(2015, 12, 31), true, "OUG 58/2010"),
        new(20m, new(2016, 1, 1), new(2016, 12, 31), true, "Legea 227/2015, art. 291"),
        new(19m, new(2017, 1, 1), BeforeReform, true, "Legea 227/2015, art. 291"),
        new(9m, new(2008, 12, 1), BeforeReform, false, OldCode),
        new(5m, new(2008, 12, 15), BeforeReform, false, OldCode),
        new(21m, Reform, null, true, Law141),
        new(11m, Reform, null, false, Law141),
        new(9m, Reform, new(2026, 7, 31), false,
            "Legea 141/2025, transitional: only homes for natural persons, with a pre-contract and advance from before 1 August 2025"),
    ];

    /// <summary>The standard rate, in per cent, for a tax point.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A tax point before 2000: no rate is known.</exception>
    public static decimal Standard(DateOnly taxPoint) =>
        All.FirstOrDefault(rate => rate.IsStandard && rate.AppliesOn(taxPoint))?.Percent
        ?? throw new ArgumentOutOfRangeException(nameof(taxPoint), taxPoint, "No Romanian VAT rate is known before 2000.");

    /// <summary>The rates other than zero that a supply with this tax point may bear, the highest first.</summary>
    public static IReadOnlyList<VatRate> For(DateOnly taxPoint) =>
        [.. All.Where(rate => rate.AppliesOn(taxPoint)).OrderByDescending(rate => rate.Percent)];

    /// <summary>True when category S may carry <paramref name="percent"/> at this tax point. Zero is never a rate of category S.</summary>
    public static bool IsLegal(decimal percent, DateOnly taxPoint) => All.Any(rate => rate.Percent == percent && rate.AppliesOn(taxPoint));

    /// <summary>As <see cref="IsLegal"/>, with the law or the rates that would be right.</summary>
    public static VatRateVerdict Check(decimal percent, DateOnly taxPoint)
    {
        var rates = For(taxPoint);
        var match = rates.FirstOrDefault(rate => rate.Percent == percent);
        if (match is not null)
            return new VatRateVerdict(true, match.Law);
        var allowed = string.Join(", ", rates.Select(rate => $"{rate.Percent:0.##} %"));
        var known = All.LastOrDefault(rate => rate.Percent == percent);
        var when = known is null ? "is not a Romanian rate" : $"applies from {known.From:yyyy-MM-dd}" + (known.To is { } to ? $" to {to:yyyy-MM-dd}" : "");
        return new VatRateVerdict(false, $"{percent:0.##} % {when}; for the tax point {taxPoint:yyyy-MM-dd} use {allowed}.");
    }
}
