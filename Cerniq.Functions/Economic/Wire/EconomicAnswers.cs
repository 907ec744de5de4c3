using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cerniq.Functions.Economic.Wire;

/// <summary>Which voucher.</summary>
/// <param name="JournalNumber">The kassekladde it is, or was, in.</param>
/// <param name="YearPath">The year as written in addresses, taken from e-conomic's own links: <c>2025_6_2026</c>.</param>
public sealed record EconomicVoucherId(int JournalNumber, string YearPath, int VoucherNumber)
{
    /// <summary>As written in addresses: <c>2026-151</c>.</summary>
    [JsonIgnore]
    public string Segment => string.Create(CultureInfo.InvariantCulture, $"{YearPath}-{VoucherNumber}");

    /// <summary>Reads a voucher's own link; null when it is something else.</summary>
    internal static EconomicVoucherId? FromSelf(int journalNumber, string? self)
    {
        var segment = EconomicLink.LastSegment(self);
        var dash = segment?.LastIndexOf('-') ?? -1;
        return dash > 0 && int.TryParse(segment.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new EconomicVoucherId(journalNumber, segment![..dash], number)
            : null;
    }
}

internal static class EconomicLink
{
    public static string? LastSegment(string? link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var address) ? address.Segments[^1].TrimEnd('/') : null;
}

/// <summary>An accounting year.</summary>
public sealed record EconomicAccountingYear
{
    [JsonPropertyName("year")]
    public string Year { get; init; } = "";

    [JsonPropertyName("fromDate")]
    public DateOnly? FromDate { get; init; }

    [JsonPropertyName("toDate")]
    public DateOnly? ToDate { get; init; }

    [JsonPropertyName("closed")]
    public bool Closed { get; init; }

    [JsonPropertyName("self")]
    public string Self { get; init; } = "";

    /// <summary>The year as written in addresses; never made by hand.</summary>
    [JsonIgnore]
    public string Path => EconomicLink.LastSegment(Self) ?? "";
}

/// <summary>A booked line.</summary>
public sealed record EconomicBookedEntry
{
    [JsonPropertyName("entryNumber")]
    public long? EntryNumber { get; init; }

    /// <summary>Such as <c>manualDebtorInvoice</c>, which is a booked manual customer invoice.</summary>
    [JsonPropertyName("entryType")]
    public string? EntryType { get; init; }

    [JsonPropertyName("voucherNumber")]
    public long? VoucherNumber { get; init; }

    [JsonPropertyName("amount")]
    public decimal? Amount { get; init; }

    [JsonPropertyName("currency")]
    public string? Currency { get; init; }

    [JsonPropertyName("date")]
    public DateOnly? Date { get; init; }

    [JsonPropertyName("text")]
    public string? Text { get; init; }

    /// <summary>What is still to be paid; null where nothing is said.</summary>
    [JsonPropertyName("remainder")]
    public decimal? Remainder { get; init; }

    [JsonIgnore]
    public bool IsOpenItem => EntryType is "customerInvoice" or "manualDebtorInvoice" or "supplierInvoice";
}

/// <summary>Where a mark was found.</summary>
/// <param name="Booked">True when it is booked already.</param>
public sealed record EconomicMarked(EconomicVoucherId Voucher, bool Booked);

/// <summary>A voucher's attachment afterwards.</summary>
/// <param name="WasThere">True when it had one and nothing was sent.</param>
public sealed record EconomicAttached(bool WasThere);

internal sealed record EconomicCreated
{
    [JsonPropertyName("voucherNumber")]
    public long? VoucherNumber { get; init; }

    [JsonPropertyName("self")]
    public string? Self { get; init; }
}

internal sealed record EconomicDraftEntry
{
    [JsonPropertyName("text")]
    public string? Text { get; init; }

    [JsonPropertyName("voucher")]
    public EconomicDraftVoucher? Voucher { get; init; }
}

internal sealed record EconomicDraftVoucher
{
    [JsonPropertyName("voucherNumber")]
    public long? VoucherNumber { get; init; }

    [JsonPropertyName("self")]
    public string? Self { get; init; }

    [JsonPropertyName("accountingYear")]
    public EconomicAccountingYear? AccountingYear { get; init; }
}

internal sealed record EconomicAttachment
{
    [JsonPropertyName("pages")]
    public long? Pages { get; init; }
}

internal sealed record EconomicPage<T>
{
    [JsonPropertyName("collection")]
    public IReadOnlyList<T>? Collection { get; init; }

    [JsonPropertyName("pagination")]
    public EconomicPagination? Pagination { get; init; }
}

internal sealed record EconomicPagination
{
    [JsonPropertyName("nextPage")]
    public string? NextPage { get; init; }
}
