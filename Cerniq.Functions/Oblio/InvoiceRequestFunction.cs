using Cerniq.Functions.Api;
using Cerniq.Functions.Lifecycle;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio;

/// <summary>Asks for a deal's invoice: whoever asks gets the one there is, or the one that is issued now.</summary>
public sealed class InvoiceRequestFunction(
    NegotiationStore deals, InvoiceStore invoices, InvoiceIssuing issuing, NegotiationViewer viewer, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <returns>200 with the invoice; 202 while the accepted deal is on its way there; 409 where no invoice is due.</returns>
    [Function("RequestInvoice")]
    public async Task<IActionResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/negotiations/{negotiationId}/invoice")] HttpRequest request,
        string tenant,
        string negotiationId,
        CancellationToken cancellationToken)
    {
        var key = new DealKey(tenant, negotiationId);
        for (var until = clock.GetUtcNow() + Patience; ; await Task.Delay(Look, clock, cancellationToken))
        {
            if (await deals.GetAsync(tenant, negotiationId, cancellationToken) is not { } deal)
            {
                return Problem.NotFound();
            }

            if (await FindOrIssueAsync(deal, key, cancellationToken) is { } invoice)
            {
                return Answer.Ok(viewer.WithLink(invoice));
            }

            // Accepted, and the deal's own process is about to say so.
            var isComing = deal is { State: NegotiationState.ProformaSent, Decision.Accepted: true };
            if (!isComing)
            {
                return Problem.Conflict("The negotiation", deal.State.Name(), "an invoice is issued once its proforma has been accepted");
            }

            if (clock.GetUtcNow() >= until)
            {
                return Answer.Accepted(new InvoiceOnItsWay(negotiationId, deal.State, $"/api/tenants/{tenant}/negotiations/{negotiationId}"));
            }
        }
    }

    private async Task<InvoiceRecord?> FindOrIssueAsync(Negotiation deal, DealKey key, CancellationToken cancellationToken) =>
        await invoices.GetAsync(key.Tenant, InvoiceIds.Of(key), cancellationToken)
        ?? (deal.State == NegotiationState.ProformaAccepted ? await issuing.IssueAsync(key, cancellationToken) : null);
}

public sealed record InvoiceOnItsWay(string NegotiationId, NegotiationState State, string StatusUrl);
