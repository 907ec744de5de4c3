using Cerniq.Functions.Audit;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;

namespace Cerniq.Functions.Economic;

/// <summary>Books the payments of booked invoices, where the tenant's mapping names a bank account: what each invoice has of a payment
/// that e-conomic has not, and back what it no longer has.</summary>
public sealed class PaymentVouchers(
    EconomicPaymentStore booked, InvoiceStore invoices, PaymentStore payments, EconomicBooks books, MoneyPosting posting)
{
    /// <param name="vouchers">Vouchers of the tenant's invoices that are not seen to be paid.</param>
    public async Task BookAsync(string tenant, IReadOnlyList<EconomicUnpaid> vouchers, CancellationToken cancellationToken)
    {
        var own = vouchers.Where(voucher => voucher.Key.Type == EconomicUploadType.Issuer).ToList();
        if (own.Count == 0 || await books.OpenAsync(tenant, cancellationToken) is not { Mapping.BooksPayments: true } open)
        {
            return;
        }

        foreach (var voucher in own)
        {
            var invoice = await invoices.RequireAsync(tenant, voucher.Key.InvoiceId, cancellationToken);
            using var scope = new CallScope(tenant, voucher.Key.Subject, invoice.CorrelationId).Enter();
            await BookAsync(voucher.Key, invoice, open, cancellationToken);
        }
    }

    private async Task BookAsync(EconomicKey key, InvoiceRecord invoice, OpenBooks open, CancellationToken cancellationToken)
    {
        var known = await booked.OfInvoiceAsync(key.Tenant, key.InvoiceId, cancellationToken);
        var has = invoice.Allocations.GroupBy(a => a.PaymentId, StringComparer.Ordinal)
            .ToDictionary(payment => payment.Key, payment => payment.Sum(a => a.Amount), StringComparer.Ordinal);
        foreach (var paymentId in has.Keys.Union(known.Select(payment => payment.PaymentId), StringComparer.Ordinal))
        {
            var before = known.FirstOrDefault(payment => string.Equals(payment.PaymentId, paymentId, StringComparison.Ordinal))
                ?? new EconomicPayment(key.InvoiceId, paymentId, 0m, 0);
            var missing = has.GetValueOrDefault(paymentId) - before.Amount;
            if (missing != 0 || before.Sending is not null)
            {
                var payment = await payments.GetAsync(key.Tenant, paymentId, cancellationToken);
                var date = payment is null ? invoice.IssueDate : RomanianTime.DayOf(payment.TransactionDate);
                await posting.PostAsync(key, invoice, before, missing, date, open, cancellationToken);
            }
        }
    }
}
