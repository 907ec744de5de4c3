using System.Globalization;
using Cerniq.Functions.Api;
using Cerniq.Functions.Csv;
using Cerniq.Functions.Economic;
using Cerniq.Functions.Oblio;

namespace Cerniq.Functions.Accounting;

/// <summary>Tables of what was booked, and of the VAT that was charged.</summary>
public sealed class BookFiles(EconomicUploadStore uploads, InvoiceStore invoices)
{
    private const string Ron = "RON";

    private static readonly string[] VoucherColumns =
    [
        "invoice_id", "invoice", "issued", "client", "total", "currency", "side", "status", "journal", "accounting_year", "voucher",
        "pdf", "booked", "paid", "attempts", "error",
    ];

    private static readonly string[] VatColumns =
    [
        "month", "currency", "vat_rate", "documents", "stornos", "net", "vat", "gross", "net_ron", "vat_ron", "gross_ron",
    ];

    /// <summary>Uploads to e-conomic in the order they were queued, the latest first.</summary>
    public CsvFile Vouchers(string tenant, AccountingQuery query, EconomicUploadStatus? status) => new(
        $"vouchers-{query.Period}.csv",
        query.Dialect,
        VoucherColumns,
        async (sheet, stop) =>
        {
            var all = AccountingQuery.AllAsync<EconomicUploadRecord>(
                (limit, next) => uploads.QueuedAsync(tenant, query.From, query.To, limit, next, stop), stop);
            await foreach (var upload in all)
            {
                if (status is not null && upload.Status != status)
                {
                    continue;
                }

                var invoice = await invoices.RequireAsync(tenant, upload.InvoiceUuid, stop);
                if (query.Takes(invoice.Currency))
                {
                    Write(sheet, upload, invoice);
                    await sheet.EndRowAsync(stop);
                }
            }
        });

    /// <summary>Net, VAT and gross of the invoices and stornos issued, by month, currency and rate.</summary>
    public CsvFile Vat(string tenant, AccountingQuery query) => new(
        $"vat-{query.Period}.csv",
        query.Dialect,
        VatColumns,
        async (sheet, stop) =>
        {
            var sums = new SortedDictionary<(string Month, string Currency, decimal Rate), VatSum>();
            var all = AccountingQuery.AllAsync<InvoiceRecord>(
                (limit, next) => invoices.IssuedAsync(tenant, query.First, query.Last, limit, next, stop), stop);
            await foreach (var invoice in all)
            {
                Add(sums, query, invoice);
            }

            foreach (var ((month, currency, rate), sum) in sums)
            {
                Write(sheet, month, currency, rate, sum);
                await sheet.EndRowAsync(stop);
            }
        });

    private static void Add(
        SortedDictionary<(string Month, string Currency, decimal Rate), VatSum> sums, AccountingQuery query, InvoiceRecord invoice)
    {
        if (!query.Takes(invoice.Currency))
        {
            return;
        }

        // An invoice in RON has no rate; one in another currency whose rate is not known has no value in RON.
        var rate = string.Equals(invoice.Currency, Ron, StringComparison.Ordinal) ? 1m : invoice.ExchangeRate;
        foreach (var amount in InvoiceAmounts.ByRate(invoice))
        {
            var key = (invoice.IssueDate.ToString("yyyy-MM", CultureInfo.InvariantCulture), invoice.Currency, amount.Rate);
            sums[key] = sums.GetValueOrDefault(key, VatSum.None).With(amount, rate, invoice.Storno is not null);
        }
    }

    private static void Write(CsvSheet sheet, EconomicUploadRecord upload, InvoiceRecord invoice) => sheet
        .Text(upload.InvoiceUuid)
        .Text(invoice.OblioInvoiceId)
        .Day(invoice.IssueDate)
        .Text(invoice.Client.CompanyName)
        .Amount(invoice.GrandTotal, invoice.Currency)
        .Text(invoice.Currency)
        .Text(Choice.NameOf(upload.UploadType))
        .Text(Choice.NameOf(upload.Status))
        .Number(upload.JournalNumber)
        .Text(upload.AccountingYear?.Replace("_6_", "/", StringComparison.Ordinal))
        .Number(upload.VoucherNumber == 0 ? null : upload.VoucherNumber)
        .Text(upload.AttachmentUploaded ? "yes" : "no")
        .Moment(upload.BookedAt)
        .Moment(upload.PaidAt)
        .Number(upload.AttemptCount)
        .Text(upload.LastError);

    private static void Write(CsvSheet sheet, string month, string currency, decimal rate, VatSum sum) => sheet
        .Text(month)
        .Text(currency)
        .Number(rate)
        .Number(sum.Documents)
        .Number(sum.Stornos)
        .Amount(sum.Net, currency)
        .Amount(sum.Vat, currency)
        .Amount(sum.Net + sum.Vat, currency)
        .Amount(sum.NetRon, Ron)
        .Amount(sum.VatRon, Ron)
        .Amount(sum.NetRon + sum.VatRon, Ron);

    /// <param name="NetRon">Null as soon as one document's rate is not known: a sum without it would be wrong.</param>
    private sealed record VatSum(long Documents, long Stornos, decimal Net, decimal Vat, decimal? NetRon, decimal? VatRon)
    {
        public static readonly VatSum None = new(0, 0, 0m, 0m, 0m, 0m);

        public VatSum With(InvoiceAmount amount, decimal? rate, bool isStorno) => new(
            Documents + 1,
            Stornos + (isStorno ? 1 : 0),
            Net + amount.Net,
            Vat + amount.Vat,
            NetRon + (rate is { } net ? EInvoicing.Tax.Money.Round(amount.Net * net) : null),
            VatRon + (rate is { } vat ? EInvoicing.Tax.Money.Round(amount.Vat * vat) : null));
    }
}
