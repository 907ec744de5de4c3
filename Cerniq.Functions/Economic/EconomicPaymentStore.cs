using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Economic;

/// <summary>Keeps what of each payment e-conomic has, invoice by invoice: rows <c>payment|invoice|payment</c> of the tenant's
/// partition.</summary>
public sealed class EconomicPaymentStore(ITableStore tables)
{
    private const string Table = "economic";

    public async Task<IReadOnlyList<EconomicPayment>> OfInvoiceAsync(string tenant, string invoiceId, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(
            Table, tenant, TableRange.StartingWith(RowKey.Prefix("payment", invoiceId), 1000), cancellationToken);
        return [.. page.Rows.Select(row => CerniqJson.Read<EconomicPayment>(row.Body))];
    }

    public Task WriteAsync(string tenant, EconomicPayment payment, CancellationToken cancellationToken) =>
        tables.WriteAsync(
            Table,
            tenant,
            [new TableOperation.Upsert(RowKey.Of("payment", payment.InvoiceId, payment.PaymentId), CerniqJson.Write(payment))],
            cancellationToken);
}

/// <param name="Amount">What vouchers in e-conomic come to, in the invoice's currency.</param>
/// <param name="Vouchers">How many there are.</param>
/// <param name="Sending">What the next voucher is for, from before it is sent until it is known to be there.</param>
public sealed record EconomicPayment(string InvoiceId, string PaymentId, decimal Amount, int Vouchers, decimal? Sending = null);
