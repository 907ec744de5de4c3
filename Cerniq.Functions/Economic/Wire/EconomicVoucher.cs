using System.Text.Json.Serialization;

namespace Cerniq.Functions.Economic.Wire;

/// <summary>A voucher for a kassekladde, in e-conomic's own field names. It stays a draft until somebody books it.</summary>
public sealed record EconomicVoucher
{
    [JsonPropertyName("accountingYear")]
    public required EconomicYear AccountingYear { get; init; }

    [JsonPropertyName("journal")]
    public EconomicJournal? Journal { get; init; }

    [JsonPropertyName("entries")]
    public required EconomicEntries Entries { get; init; }
}

/// <param name="Year">As e-conomic spells it: <c>2026</c>, <c>2025/2026</c>, <c>2025/2026a</c>.</param>
public sealed record EconomicYear([property: JsonPropertyName("year")] string Year);

public sealed record EconomicJournal([property: JsonPropertyName("journalNumber")] int JournalNumber);

/// <summary>The five kinds of entry there are.</summary>
public sealed record EconomicEntries
{
    [JsonPropertyName("customerPayments")]
    public IReadOnlyList<EconomicEntry>? CustomerPayments { get; init; }

    [JsonPropertyName("financeVouchers")]
    public IReadOnlyList<EconomicEntry>? FinanceVouchers { get; init; }

    [JsonPropertyName("manualCustomerInvoices")]
    public IReadOnlyList<EconomicEntry>? ManualCustomerInvoices { get; init; }

    [JsonPropertyName("supplierInvoices")]
    public IReadOnlyList<EconomicEntry>? SupplierInvoices { get; init; }

    [JsonPropertyName("supplierPayments")]
    public IReadOnlyList<EconomicEntry>? SupplierPayments { get; init; }
}

/// <summary>One entry. Which fields mean something depends on its kind; those that do not are ignored without a word.</summary>
public sealed record EconomicEntry
{
    [JsonPropertyName("customer")]
    public EconomicCustomer? Customer { get; init; }

    [JsonPropertyName("customerInvoiceNumber")]
    public string? CustomerInvoiceNumber { get; init; }

    [JsonPropertyName("supplier")]
    public EconomicSupplier? Supplier { get; init; }

    /// <summary>At most 30 characters.</summary>
    [JsonPropertyName("supplierInvoiceNumber")]
    public string? SupplierInvoiceNumber { get; init; }

    [JsonPropertyName("account")]
    public EconomicAccount? Account { get; init; }

    [JsonPropertyName("contraAccount")]
    public EconomicAccount? ContraAccount { get; init; }

    [JsonPropertyName("vatAccount")]
    public EconomicVat? VatAccount { get; init; }

    [JsonPropertyName("contraVatAccount")]
    public EconomicVat? ContraVatAccount { get; init; }

    /// <summary>With VAT in it where a VAT account is given. On a supplier's invoice negative, on its credit note positive.</summary>
    [JsonPropertyName("amount")]
    public required decimal Amount { get; init; }

    [JsonPropertyName("currency")]
    public EconomicCurrency? Currency { get; init; }

    /// <summary>Of 100 units, up to six decimals.</summary>
    [JsonPropertyName("exchangeRate")]
    public decimal? ExchangeRate { get; init; }

    [JsonPropertyName("date")]
    public required DateOnly Date { get; init; }

    [JsonPropertyName("dueDate")]
    public DateOnly? DueDate { get; init; }

    /// <summary>At most 250 characters; the one place for a mark by which the voucher is found again.</summary>
    [JsonPropertyName("text")]
    public string? Text { get; init; }
}

public sealed record EconomicCustomer([property: JsonPropertyName("customerNumber")] int CustomerNumber);

public sealed record EconomicSupplier([property: JsonPropertyName("supplierNumber")] int SupplierNumber);

public sealed record EconomicAccount([property: JsonPropertyName("accountNumber")] int AccountNumber);

public sealed record EconomicVat([property: JsonPropertyName("vatCode")] string VatCode);

public sealed record EconomicCurrency([property: JsonPropertyName("code")] string Code);
