using System.Text.Json.Nodes;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Economic;

/// <summary>A voucher: a draft in its journal until somebody books it.</summary>
internal sealed record EconomicVoucher
{
    public required string Agreement { get; init; }

    public required int Journal { get; init; }

    public required string Year { get; init; }

    public required long Number { get; init; }

    /// <summary>The five arrays as they were sent.</summary>
    public required JsonObject Entries { get; init; }

    /// <summary>draft, booked or paid.</summary>
    public string State { get; init; } = "draft";

    public string? IdempotencyKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public IReadOnlyList<EconomicFile> Files { get; init; } = [];

    public DateTimeOffset? AttachedAt { get; init; }

    public static Kind<EconomicVoucher> Kept { get; } = new("economic.voucher", static voucher => KeyOf(voucher.Agreement, voucher.Year, voucher.Number))
    {
        Marks = static voucher =>
        [
            $"number={voucher.Number}",
            .. voucher.State == "draft" ? new[] { $"journal={voucher.Agreement}/{voucher.Journal}" } : [],
        ],
    };

    public static string KeyOf(string agreement, string year, long number) => $"{agreement}/{year}/{number}";

    public string UrlOf(string origin) => $"{origin}/economic/journals/{Journal}/vouchers/{EconomicYears.InUrl(Year)}-{Number}";

    public JsonObject Wire(string origin)
    {
        var body = new JsonObject
        {
            ["accountingYear"] = new JsonObject { ["year"] = Year, ["self"] = EconomicYears.UrlOf(origin, Year) },
            ["journal"] = new JsonObject { ["journalNumber"] = Journal, ["self"] = $"{origin}/economic/journals/{Journal}" },
            ["entries"] = Entries.DeepClone(),
            ["attachment"] = $"{UrlOf(origin)}/attachment",
            ["voucherNumber"] = Number,
            ["self"] = UrlOf(origin),
        };
        return body;
    }
}

/// <summary>One uploaded file of a voucher's attachment.</summary>
internal sealed record EconomicFile(string Blob, string MediaType, int Pages, long Size);

/// <summary>A line of a journal, and after booking a line of the accounts.</summary>
internal sealed record EconomicEntry
{
    public required string Agreement { get; init; }

    public required int Journal { get; init; }

    public required string Year { get; init; }

    public required long VoucherNumber { get; init; }

    public required long EntryNumber { get; init; }

    /// <summary>customerPayment, financeVoucher, manualCustomerInvoice, supplierInvoice or supplierPayment.</summary>
    public required string EntryType { get; init; }

    public required decimal Amount { get; init; }

    public required string Currency { get; init; }

    public required string Date { get; init; }

    public string? DueDate { get; init; }

    public string Text { get; init; } = "";

    public JsonObject? Customer { get; init; }

    public JsonObject? Supplier { get; init; }

    public JsonObject? Account { get; init; }

    public JsonObject? ContraAccount { get; init; }

    public string? InvoiceNumber { get; init; }

    public bool Booked { get; init; }

    public decimal Remainder { get; init; }

    public static Kind<EconomicEntry> Kept { get; } = new("economic.entry", static entry => $"{entry.Agreement}/{entry.EntryNumber}")
    {
        Marks = static entry =>
        [
            entry.Scope,
            $"{entry.Scope}/voucher={entry.VoucherNumber}",
            $"{entry.Scope}/text={entry.Text}",
            $"voucher={EconomicVoucher.KeyOf(entry.Agreement, entry.Year, entry.VoucherNumber)}",
        ],
    };

    public bool IsOpenItem => EntryType is "manualCustomerInvoice" or "supplierInvoice";

    private string Scope => Booked ? $"booked={Agreement}/{Year}" : $"draft={Agreement}/{Journal}";

    public JsonObject Wire(string origin)
    {
        var voucher = $"{origin}/economic/journals/{Journal}/vouchers/{EconomicYears.InUrl(Year)}-{VoucherNumber}";
        var body = new JsonObject { ["amount"] = Amount, ["amountInBaseCurrency"] = Amount, ["date"] = Date, ["text"] = Text };
        if (Booked)
        {
            body["currency"] = Currency;
            body["entryNumber"] = EntryNumber;
            body["entryType"] = EntryType == "manualCustomerInvoice" ? "manualDebtorInvoice" : EntryType;
            body["voucherNumber"] = VoucherNumber;
            body["remainder"] = IsOpenItem ? Remainder : 0m;
            body["remainderInBaseCurrency"] = IsOpenItem ? Remainder : 0m;
            body["self"] = $"{EconomicYears.UrlOf(origin, Year)}/entries/{EntryNumber}";
        }
        else
        {
            body["currency"] = new JsonObject { ["code"] = Currency };
            body["journalEntryNumber"] = EntryNumber;
            body["entryType"] = EntryType;
            body["voucher"] = new JsonObject { ["voucherNumber"] = VoucherNumber, ["accountingYear"] = new JsonObject { ["year"] = Year }, ["self"] = voucher };
            body["journal"] = new JsonObject { ["journalNumber"] = Journal };
            body["remainder"] = Amount;
            Set(body, "contraAccount", ContraAccount?.DeepClone());
        }

        Set(body, "dueDate", DueDate);
        Set(body, "customer", Customer?.DeepClone());
        Set(body, "supplier", Supplier?.DeepClone());
        Set(body, "account", Account?.DeepClone());
        Set(body, EntryType.StartsWith("supplier", StringComparison.Ordinal) ? "supplierInvoiceNumber" : "customerInvoiceNumber", InvoiceNumber);
        return body;
    }

    private static void Set(JsonObject body, string name, JsonNode? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }
}
