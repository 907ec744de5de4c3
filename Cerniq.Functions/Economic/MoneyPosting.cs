using Cerniq.Functions.Effects;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Economic;

/// <summary>Posts what e-conomic lacks of a payment or refund of an invoice, once. What a crash leaves in between, the next run
/// finishes: with the same amount, on the same day.</summary>
public sealed class MoneyPosting(EconomicPaymentStore booked, VoucherPosting posting, EconomicAlerts alerts, EconomicMetrics metrics)
{
    /// <param name="before">What e-conomic has.</param>
    /// <param name="amount">What is to be booked; negative for money that goes back to the client.</param>
    /// <returns>False when it must be tried again.</returns>
    public async Task<bool> PostAsync(
        EconomicKey key, InvoiceRecord invoice, EconomicPayment before, decimal amount, DateOnly date, OpenBooks open, CancellationToken cancellationToken)
    {
        var (due, day) = (before.Sending ?? amount, before.Sending is null ? date : before.SendingDate ?? date);
        var name = $"{EconomicPaymentStore.NameOf(before.Kind)}/{key.InvoiceId}/{before.PaymentId}/{before.Vouchers + 1}";
        var mark = DeterministicId.Marker("economic", key.Tenant, name);
        try
        {
            await booked.WriteAsync(key.Tenant, before with { Sending = due, SendingDate = day }, cancellationToken);
            await posting.PostAsync(
                new VoucherTarget(key.Tenant, name, mark, open.Mapping, open.Client, day, open.Address),
                () => VoucherDraft.OfPayment(invoice, due, day, open.Mapping, mark),
                cancellationToken);
            await booked.WriteAsync(
                key.Tenant,
                before with { Amount = before.Amount + due, Vouchers = before.Vouchers + 1, Sending = null, SendingDate = null },
                cancellationToken);
            metrics.MoneyBooked(before.Kind, key.Tenant, succeeded: true);
            await alerts.MoneyBookedAsync(key, before, cancellationToken);
            return due == amount;
        }
        catch (Exception refusal) when (refusal is UnbookableException or ServiceRefusedException)
        {
            metrics.MoneyBooked(before.Kind, key.Tenant, succeeded: false);
            if (refusal is UnbookableException or ServiceRefusedException { Fault.Ambiguous: false })
            {
                await booked.WriteAsync(key.Tenant, before with { Sending = null, SendingDate = null }, cancellationToken);
            }

            await alerts.MoneyRefusedAsync(key, before, refusal.Message, cancellationToken);
        }
        catch (Exception busy) when (busy is EffectInProgressException or TimeoutException)
        {
            // The next run, a quarter of an hour from now, finds out.
            metrics.MoneyBooked(before.Kind, key.Tenant, succeeded: false);
        }

        return false;
    }
}
