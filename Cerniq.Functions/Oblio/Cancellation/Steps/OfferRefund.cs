using System.Text.Json;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>Puts the client's money before a person, where more was paid than is due any more.</summary>
public sealed class OfferRefund(CancellationStore cancellations, InvoiceStore invoices, ApprovalStore approvals, TimeProvider clock)
{
    /// <returns>The task; empty when nothing is to be given back.</returns>
    [Function(nameof(OfferRefund))]
    public async Task<string> Run([ActivityTrigger] CancellationKey key, CancellationToken cancellationToken)
    {
        var cancellation = await cancellations.RequireAsync(key, cancellationToken);
        var invoice = await invoices.RequireAsync(key.Tenant, key.InvoiceId, cancellationToken);
        var amount = Math.Min(-invoice.OpenAmount, cancellation.Result!.CancelledTotal);
        if (amount <= 0)
        {
            return "";
        }

        var offer = await approvals.OpenAsync(
            new Approval
            {
                Tenant = key.Tenant,
                Id = DeterministicId.Of("approval", "refund-of-cancellation", key.Tenant, key.CancellationId),
                Kind = ApprovalKind.Refund,
                Title = $"Give {Currencies.Text(amount, invoice.Currency)} back: invoice {invoice.OblioInvoiceId} was paid and then cancelled",
                NegotiationId = invoice.NegotiationId,
                InvoiceId = invoice.InvoiceId,
                Details = JsonSerializer.SerializeToElement(
                    new
                    {
                        invoice.InvoiceId,
                        Amount = amount,
                        invoice.Currency,
                        ClientId = invoice.Client.Cui,
                        Reason = $"{cancellation.Details.ReasonCode!.Value.Name()}: {cancellation.Details.ReasonText}",
                        cancellation.CancellationId,
                    },
                    CerniqJson.Options),
                CorrelationId = cancellation.CorrelationId,
                CreatedAt = clock.GetUtcNow(),
            },
            cancellationToken);
        await cancellations.UpdateAsync(key, c => c with { Result = c.Result! with { RefundApprovalId = offer.Id } }, cancellationToken);
        return offer.Id;
    }
}
