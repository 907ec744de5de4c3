namespace Cerniq.Sandbox.Oblio;

internal sealed record VatRate(string Name, decimal Percent, bool Default);

/// <summary>The VAT nomenclature of a new company. The former rates stay for corrections.</summary>
internal static class VatRates
{
    public static IReadOnlyList<VatRate> All { get; } =
    [
        new("Normala", 21, true),
        new("Redusa", 11, false),
        new("Normala19", 19, false),
        new("Redusa9", 9, false),
        new("Redusa5", 5, false),
        new("SFDD", 0, false),
        new("SDD", 0, false),
        new("Taxare inversa", 0, false),
    ];

    public static VatRate Standard => All[0];

    /// <summary>The rate a line means: name and percentage as a pair; one of them alone is enough; neither is the default rate.</summary>
    public static VatRate? Match(string? name, decimal? percent) => (name, percent) switch
    {
        (null, null) => Standard,
        (null, { } rate) => All.FirstOrDefault(vat => vat.Percent == rate),
        ({ } text, null) => All.FirstOrDefault(vat => vat.Name.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase)),
        ({ } text, { } rate) => All.FirstOrDefault(vat => vat.Percent == rate && vat.Name.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase)),
    };
}
