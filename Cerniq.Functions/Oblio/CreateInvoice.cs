using Cerniq.Functions.Lifecycle;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio;

/// <summary>Turns the accepted proforma into a fiscal invoice at Oblio (worker 21), once.</summary>
public sealed class CreateInvoice(InvoiceIssuing issuing)
{
    /// <returns>Series and number.</returns>
    [Function(nameof(CreateInvoice))]
    public async Task<string> Run([ActivityTrigger] DealKey key, CancellationToken cancellationToken) =>
        (await issuing.IssueAsync(key, cancellationToken)).OblioInvoiceId;
}
