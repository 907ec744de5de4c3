using Cerniq.Functions.Audit;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Economic;

/// <summary>Books the payments of booked invoices, where the tenant's mapping names a bank account: what each invoice has of a payment
/// that e-conomic has not, and back what it no longer has.</summary>
public sealed class PaymentVouchers(
    EconomicPaymentStore booked,
    InvoiceStore invoices,
    PaymentStore payments,
    EconomicBooks books,
    VoucherPosting posting,
    EconomicAlerts alerts,
    EconomicMetrics metrics)
{
    /// <param name="vouchers">Vouchers of the tenant's invoices that are not seen to be paid.</param>
    public async Task BookAsync(string tenant, IReadOnlyList<EconomicUnpaid> vouchers, CancellationToken cancellationToken)
    {
        var own = vouchers.Where(voucher => voucher.Key.Type == EconomicUploadType.Issuer).ToList();
        if (own.Count == 0 || await books.OpenAsync(tenant, cancellationToken) is not { Mapping.BankAccount: { } account } open)
        {
            return;
        }

        foreach (var voucher in own)
        {
            var invoice = await invoices.RequireAsync(tenant, voucher.Key.InvoiceId, cancellationToken);
            using var scope = new CallScope(tenant, voucher.Key.Subject, invoice.CorrelationId).Enter();
            await BookAsync(voucher.Key, invoice, open, account, cancellationToken);
        }
    }

    private async Task BookAsync(
        EconomicKey key, InvoiceRecord invoice, OpenBooks open, int account, CancellationToken cancellationToken)
    {
        var known = await booked.OfInvoiceAsync(key.Tenant, key.InvoiceId, cancellationToken);
        var has = invoice.Allocations.GroupBy(a => a.PaymentId, StringComparer.Ordinal)
            .ToDictionary(payment => payment.Key, payment => payment.Sum(a => a.Amount), StringComparer.Ordinal);
        foreach (var paymentId in has.Keys.Union(known.Select(payment => payment.PaymentId), StringComparer.Ordinal))
        {
            var before = known.FirstOrDefault(payment => string.Equals(payment.PaymentId, paymentId, StringComparison.Ordinal))
                ?? new EconomicPayment(key.InvoiceId, paymentId, 0m, 0);
            var missing = before.Sending ?? has.GetValueOrDefault(paymentId) - before.Amount;
            if (missing != 0)
            {
                await PostAsync(key, invoice, before, missing, open, account, cancellationToken);
            }
        }
    }

    private async Task PostAsync(
        EconomicKey key, InvoiceRecord invoice, EconomicPayment before, decimal amount, OpenBooks open, int account, CancellationToken cancellationToken)
    {
        var name = $"payment/{key.InvoiceId}/{before.PaymentId}/{before.Vouchers + 1}";
        var mark = DeterministicId.Marker("economic", key.Tenant, name);
        var payment = await payments.GetAsync(key.Tenant, before.PaymentId, cancellationToken);
        var date = payment is null ? invoice.IssueDate : RomanianTime.DayOf(payment.TransactionDate);
        try
        {
            await booked.WriteAsync(key.Tenant, before with { Sending = amount }, cancellationToken);
            await posting.PostAsync(
                new VoucherTarget(key.Tenant, name, mark, open.Mapping, open.Client, date, open.Address),
                () => VoucherDraft.OfPayment(invoice, amount, date, open.Mapping, account, mark),
                cancellationToken);
            await booked.WriteAsync(
                key.Tenant, before with { Amount = before.Amount + amount, Vouchers = before.Vouchers + 1, Sending = null }, cancellationToken);
            metrics.PaymentBooked(key.Tenant, succeeded: true);
        }
        catch (Exception refusal) when (refusal is UnbookableException or ServiceRefusedException)
        {
            metrics.PaymentBooked(key.Tenant, succeeded: false);
            if (refusal is UnbookableException or ServiceRefusedException { Fault.Ambiguous: false })
            {
                await booked.WriteAsync(key.Tenant, before with { Sending = null }, cancellationToken);
            }

            await alerts.PaymentRefusedAsync(key, before.PaymentId, refusal.Message, cancellationToken);
        }
        catch (Exception busy) when (busy is EffectInProgressException or TimeoutException)
        {
            // The next run, a quarter of an hour from now, finds out.
            metrics.PaymentBooked(key.Tenant, succeeded: false);
        }
    }
}
