namespace Cerniq.EInvoicing.Calculation;

/// <summary>An amount that does not follow from the amounts it is made of.</summary>
/// <param name="Rule">The rule it breaks (BR-CO-10, BR-S-08…); null where no rule demands it, as for a line's net amount.</param>
/// <param name="Term">The business term, for example <c>BT-112</c>.</param>
/// <param name="Path">Where it stands in the model.</param>
/// <param name="Stated">What the document says.</param>
/// <param name="Computed">What follows.</param>
/// <param name="Arithmetic">The calculation in figures.</param>
public sealed record AmountDifference(string? Rule, string Term, string Path, decimal Stated, decimal Computed, string Arithmetic)
{
    /// <summary>Stated minus computed.</summary>
    public decimal Difference => Stated - Computed;

    /// <inheritdoc/>
    public override string ToString() => $"{Path} ({Term}): {Stated:0.00} stated, {Arithmetic}";
}
