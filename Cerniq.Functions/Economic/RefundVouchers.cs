using Cerniq.Functions.Audit;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Economic;

/// <summary>Books refunds that were paid, where the tenant's mapping says so: money back to the invoice's customer, out of the bank
/// account; and back again when Revolut reverted it. A refund waits until its invoice is in e-conomic.</summary>
public sealed class RefundVouchers(
    RefundStore refunds,
    EconomicPaymentStore booked,
    EconomicUploadStore uploads,
    InvoiceStore invoices,
    TenantSettings settings,
    EconomicBooks books,
    MoneyPosting posting)
{
    private const int PageSize = 100;

    public async Task BookAsync(string tenant, CancellationToken cancellationToken)
    {
        var isWanted = new Bookkeeping(await settings.GetAsync(tenant, cancellationToken)).BooksRefunds;
        OpenBooks? open = null;
        string? continuation = null;
        do
        {
            var (page, next) = await refunds.ToBookAsync(tenant, PageSize, continuation, cancellationToken);
            foreach (var (refund, etag) in page)
            {
                if (!isWanted || await BookAsync(refund, open ??= await books.OpenAsync(tenant, cancellationToken), cancellationToken))
                {
                    await refunds.BookedAsync(refund, etag, cancellationToken);
                }
            }

            continuation = next;
        }
        while (continuation is not null);
    }

    /// <returns>True when nothing is left to book.</returns>
    private async Task<bool> BookAsync(Refund refund, OpenBooks open, CancellationToken cancellationToken)
    {
        if (refund is not { InvoiceId: { } invoiceId, OfInvoice: > 0 })
        {
            return true; // what no invoice had was never booked as paid
        }

        var key = new EconomicKey(refund.Tenant, invoiceId, EconomicUploadType.Issuer);
        if (await uploads.GetAsync(key, cancellationToken) is not { } upload)
        {
            return true; // the invoice is in nobody's e-conomic
        }

        var before = await booked.GetAsync(refund.Tenant, EconomicMoney.Refund, invoiceId, refund.RefundId, cancellationToken);
        var missing = (refund.Status == RefundStatus.Completed ? -refund.OfInvoice : 0m) - before.Amount;
        if (missing == 0 && before.Sending is null)
        {
            return true;
        }

        if (upload.Status != EconomicUploadStatus.Success)
        {
            return false;
        }

        using var scope = new CallScope(refund.Tenant, $"refund/{refund.RefundId}", refund.CorrelationId).Enter();
        var invoice = await invoices.RequireAsync(refund.Tenant, invoiceId, cancellationToken);
        return await posting.PostAsync(key, invoice, before, missing, RomanianTime.DayOf(refund.SettledAt ?? refund.UpdatedAt), open, cancellationToken);
    }
}
