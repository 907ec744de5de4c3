using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Lifecycle;

/// <summary>→ PAID: the matched payments reach the invoice's total.</summary>
public sealed class MarkPaid(NegotiationStore deals)
{
    [Function(nameof(MarkPaid))]
    public async Task<string> Run([ActivityTrigger] PaidDeal paid, CancellationToken cancellationToken)
    {
        var moved = await deals.MoveAsync(
            paid.Deal.Tenant,
            paid.Deal.NegotiationId,
            new TransitionRequest(
                NegotiationState.Paid,
                "payment:reconcile",
                Metadata: TransitionMetadata.Of(
                    ("paymentId", paid.Payment.PaymentId),
                    ("amount", $"{paid.Payment.Amount:0.00}"),
                    ("currency", paid.Payment.Currency)),
                UnlessDead: true),
            change: null,
            cancellationToken);
        return moved.State.Name();
    }
}
