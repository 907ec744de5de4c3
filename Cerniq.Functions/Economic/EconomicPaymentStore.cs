using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Economic;

/// <summary>Keeps what of each payment and refund e-conomic has, invoice by invoice: rows <c>payment|invoice|payment</c> and
/// <c>refund|invoice|refund</c> of the tenant's partition.</summary>
public sealed class EconomicPaymentStore(ITableStore tables)
{
    private const string Table = "economic";

    /// <summary>The invoice's payments.</summary>
    public async Task<IReadOnlyList<EconomicPayment>> OfInvoiceAsync(string tenant, string invoiceId, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(
            Table, tenant, TableRange.StartingWith(RowKey.Prefix(NameOf(EconomicMoney.Payment), invoiceId), 1000), cancellationToken);
        return [.. page.Rows.Select(row => CerniqJson.Read<EconomicPayment>(row.Body))];
    }

    /// <summary>What e-conomic has of one; nothing yet when there is none.</summary>
    public async Task<EconomicPayment> GetAsync(
        string tenant, EconomicMoney kind, string invoiceId, string paymentId, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, tenant, RowKey.Of(NameOf(kind), invoiceId, paymentId), cancellationToken) is { } row
            ? CerniqJson.Read<EconomicPayment>(row.Body)
            : new EconomicPayment(invoiceId, paymentId, 0m, 0, Kind: kind);

    public Task WriteAsync(string tenant, EconomicPayment payment, CancellationToken cancellationToken) =>
        tables.WriteAsync(
            Table,
            tenant,
            [new TableOperation.Upsert(RowKey.Of(NameOf(payment.Kind), payment.InvoiceId, payment.PaymentId), CerniqJson.Write(payment))],
            cancellationToken);

    internal static string NameOf(EconomicMoney kind) => kind == EconomicMoney.Payment ? "payment" : "refund";
}

/// <param name="PaymentId">The payment's id, or the refund's.</param>
/// <param name="Amount">What vouchers in e-conomic come to, in the invoice's currency; negative for money that went back.</param>
/// <param name="Vouchers">How many there are.</param>
/// <param name="Sending">What the next voucher is for, from before it is sent until it is known to be there.</param>
/// <param name="SendingDate">The day it is booked on.</param>
public sealed record EconomicPayment(
    string InvoiceId,
    string PaymentId,
    decimal Amount,
    int Vouchers,
    decimal? Sending = null,
    DateOnly? SendingDate = null,
    EconomicMoney Kind = EconomicMoney.Payment);

/// <summary>Which way money of an invoice goes.</summary>
public enum EconomicMoney
{
    Payment,
    Refund,
}
