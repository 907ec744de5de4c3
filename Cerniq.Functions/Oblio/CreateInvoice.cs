using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio.Queues;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio;

/// <summary>Turns the accepted proforma into a fiscal invoice at Oblio (worker 21), once.</summary>
public sealed class CreateInvoice(InvoiceIssuing issuing, OblioWork work)
{
    /// <returns>Series and number.</returns>
    [Function(nameof(CreateInvoice))]
    public Task<string> Run([ActivityTrigger] DealKey key, CancellationToken cancellationToken) =>
        work.RunAsync(
            OblioQueue.InvoiceCreate, key, async stop => (await issuing.IssueAsync(key, stop)).OblioInvoiceId, cancellationToken);
}
