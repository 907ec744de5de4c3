namespace Cerniq.Functions.Payments;

/// <summary>The rate at which a payment in one currency pays an invoice in another, as a person gave it.</summary>
/// <param name="Rate">How much of the payment's currency one unit of the invoice's costs.</param>
/// <param name="Date">The day it is of.</param>
/// <param name="Source">Where it is from, such as <c>BNR</c>.</param>
public sealed record DayRate(decimal Rate, DateOnly Date, string Source)
{
    /// <summary>When nobody says where a rate is from.</summary>
    public const string ByHand = "given by hand";

    /// <summary>True when a rate is far more likely the other way round: nearer to one divided by what is known than to that.</summary>
    /// <param name="known">What the rate must be about.</param>
    public static bool IsUpsideDown(decimal rate, decimal known) =>
        Math.Abs(Math.Log((double)(rate / known))) > Math.Abs(Math.Log((double)(rate * known)));
}
