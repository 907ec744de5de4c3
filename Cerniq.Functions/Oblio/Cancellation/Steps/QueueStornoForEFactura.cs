using Cerniq.EInvoicing.Model;
using Cerniq.Functions.EFactura;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>Queues the storno for ANAF once it is clear that ANAF has the invoice.</summary>
public sealed class QueueStornoForEFactura(CancellationStore cancellations, InvoiceStore invoices, EFacturaStore filings, EFacturaQueue queue)
{
    [Function(nameof(QueueStornoForEFactura))]
    public async Task<StornoFiling> Run([ActivityTrigger] CancellationKey key, CancellationToken cancellationToken)
    {
        var cancellation = await cancellations.RequireAsync(key, cancellationToken);
        var invoice = await invoices.RequireAsync(key.Tenant, key.InvoiceId, cancellationToken);
        var filing = await filings.LatestOfAsync(key.Tenant, key.InvoiceId, cancellationToken);
        var why = WhyNot(cancellation, filing);
        if (why is null && filing?.Status != EFacturaStatus.Accepted)
        {
            return new StornoFiling(null, AskAgain: true);
        }

        if (why is null)
        {
            return await QueueAsync(cancellation, invoice, cancellationToken);
        }

        await cancellations.UpdateAsync(key, c => c with { Result = c.Result! with { EfacturaStornoSkipped = why } }, cancellationToken);
        return new StornoFiling(null, AskAgain: false);
    }

    /// <summary>Null when the storno is to be filed, now or when ANAF has accepted the invoice.</summary>
    private static string? WhyNot(CancellationRecord cancellation, EFacturaEntry? filing) => filing switch
    {
        _ when cancellation.Request.Options is { AutoSendEfacturaStorno: false } => "the request says not to",
        { OutOfScope: { } reason } => $"the invoice was not filed: {reason}",
        { Status: EFacturaStatus.Rejected } => "ANAF rejected the invoice: it does not exist there",
        _ => null,
    };

    private async Task<StornoFiling> QueueAsync(CancellationRecord cancellation, InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        var storno = await invoices.RequireAsync(invoice.Tenant, cancellation.Result!.StornoInvoiceId, cancellationToken);
        var preceding = new PrecedingInvoice(EFacturaDocument.NumberOf(invoice), invoice.IssueDate);
        var entry = await queue.EnqueueInvoiceAsync(storno, negotiationId: null, attempt: 1, cancellationToken, preceding);
        if (entry.OutOfScope is { } reason)
        {
            await cancellations.UpdateAsync(
                cancellation.Key, c => c with { Result = c.Result! with { EfacturaStornoSkipped = reason } }, cancellationToken);
            return new StornoFiling(null, AskAgain: false);
        }

        var job = entry.QueueId.ToString();
        await invoices.UpdateAsync(
            invoice.Tenant, storno.InvoiceId, i => i with { EfacturaTriggered = true, EfacturaJobId = job }, cancellationToken);
        await cancellations.UpdateAsync(
            cancellation.Key,
            c => c with { Result = c.Result! with { EfacturaStornoTriggered = true, EfacturaStornoJobId = job } },
            cancellationToken);
        return new StornoFiling(entry.QueueId, AskAgain: false);
    }
}
