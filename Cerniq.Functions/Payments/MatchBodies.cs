using Cerniq.Functions.Api;

namespace Cerniq.Functions.Payments;

/// <summary>What a match by hand asks for.</summary>
/// <param name="Amount">At most so much of the payment; all that fits when absent.</param>
/// <param name="ExchangeRate">How much of the payment's currency one unit of the invoice's costs; only where they differ.</param>
/// <param name="RateDate">The day the rate is of; the payment's when absent.</param>
/// <param name="RateSource">Where it is from, such as BNR.</param>
/// <param name="By">Who matches.</param>
internal sealed record MatchBody(string? InvoiceId, decimal? Amount, decimal? ExchangeRate, DateOnly? RateDate, string? RateSource, string? By)
{
    private const int MaxSource = 100;
    private static readonly DateOnly Earliest = new(2000, 1, 1);

    public IReadOnlyDictionary<string, string[]> Faults()
    {
        var faults = new FieldFaults();
        faults.When(string.IsNullOrWhiteSpace(InvoiceId), "invoiceId", "required");
        faults.When(Amount <= 0, "amount", "above zero");
        faults.When(ExchangeRate is <= 0 or > 1_000_000, "exchangeRate", "above zero");
        faults.When(RateDate < Earliest, "rateDate", $"not before {Earliest:yyyy-MM-dd}");
        faults.When(RateSource is not null && (string.IsNullOrWhiteSpace(RateSource) || RateSource.Length > MaxSource), "rateSource", $"1 to {MaxSource} characters, or absent");
        faults.When(By is not null && !Actor.IsPerson(By), "by", Actor.Expected);
        return faults.ByField();
    }
}

/// <summary>What taking a match back asks for.</summary>
/// <param name="By">Who takes it back.</param>
internal sealed record UnmatchBody(string? InvoiceId, string? Reason, string? By)
{
    private const int MaxReason = 500;

    public IReadOnlyDictionary<string, string[]> Faults()
    {
        var faults = new FieldFaults();
        faults.When(string.IsNullOrWhiteSpace(InvoiceId), "invoiceId", "required");
        faults.When(Reason?.Length > MaxReason, "reason", $"{MaxReason} characters at most");
        faults.When(By is not null && !Actor.IsPerson(By), "by", Actor.Expected);
        return faults.ByField();
    }
}

/// <summary>Who matches or takes back, as the caller names them.</summary>
internal static class Actor
{
    private const int MaxName = 100;

    /// <summary>Who acts when nobody is named.</summary>
    public const string Unnamed = "OPERATOR";

    public static string Expected => $"the person's name, 1 to {MaxName} characters, or absent; not {PaymentMatch.BySystem}";

    /// <summary>What the system matched it may also leave alone by itself: nobody else goes by its name.</summary>
    public static bool IsPerson(string name) =>
        !string.IsNullOrWhiteSpace(name) && name.Length <= MaxName && !string.Equals(name.Trim(), PaymentMatch.BySystem, StringComparison.OrdinalIgnoreCase);
}
