using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio.Queues;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio;

/// <summary>Turns the accepted proforma into a fiscal invoice at Oblio (worker 21), once, and looks what it comes to there.</summary>
public sealed class CreateInvoice(NegotiationStore deals, InvoiceIssuing issuing, InvoiceTotals totals, OblioWork work)
{
    /// <returns>Series and number.</returns>
    [Function(nameof(CreateInvoice))]
    public Task<string> Run([ActivityTrigger] DealKey key, CancellationToken cancellationToken) =>
        work.RunAsync(OblioQueue.InvoiceCreate, key, stop => DoAsync(key, stop), cancellationToken);

    private async Task<string> DoAsync(DealKey key, CancellationToken cancellationToken)
    {
        var invoice = await issuing.IssueAsync(key, cancellationToken);
        using var scope = (await deals.RequireAsync(key.Tenant, key.NegotiationId, cancellationToken)).EnterScope();
        await totals.CompareAsync(invoice, cancellationToken);
        return invoice.OblioInvoiceId;
    }
}
