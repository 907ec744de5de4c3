using System.Diagnostics;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio.Queues;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Services;
using Cerniq.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>Issues the storno at Oblio, once, and writes it down.</summary>
public sealed class IssueStorno(
    CancellationStore cancellations,
    InvoiceStore invoices,
    OblioIssuer oblio,
    StornoDocument documents,
    Alerts alerts,
    InvoiceTotals totals,
    OblioWork work,
    CerniqMetrics metrics)
{
    /// <returns>False when Oblio refused for good: then nothing was issued, and the quantities are free again.</returns>
    [Function(nameof(IssueStorno))]
    public async Task<bool> Run([ActivityTrigger] CancellationKey key, CancellationToken cancellationToken)
    {
        var cancellation = await cancellations.UpdateAsync(
            key, c => c.Status == CancellationStatus.AwaitingApproval ? c with { Status = CancellationStatus.Processing } : c, cancellationToken);
        using var scope = cancellation.EnterScope();
        var deal = new DealKey(key.Tenant, cancellation.NegotiationId);
        return await work.RunAsync(
            OblioQueue.InvoiceCancel, deal, stop => DoAsync(key, cancellation, stop), cancellationToken);
    }

    private async Task<bool> DoAsync(CancellationKey key, CancellationRecord cancellation, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var invoice = await invoices.RequireAsync(key.Tenant, key.InvoiceId, cancellationToken);
        var storno = await documents.WriteAsync(invoice, cancellation, cancellationToken);
        try
        {
            var issued = await oblio.StornoAsync(key.Tenant, key.CancellationId, storno, cancellationToken);
            await RecordAsync(cancellation, invoice, issued, storno.SendEmail, cancellationToken);
            Count(cancellation, invoice, watch.Elapsed);
        }
        catch (ServiceException failure)
        {
            if (failure is not ServiceLimitedException)
            {
                metrics.Stornos.Failed.Add(1, new("tenant_id", key.Tenant), new("error_type", failure.Fault.Kind.ToString()));
            }

            if (!IsForGood(failure))
            {
                throw;
            }

            await GiveUpAsync(cancellation, invoice, failure.Fault, cancellationToken);
            return false;
        }

        await totals.CompareAsync(
            await invoices.RequireAsync(key.Tenant, InvoiceIds.OfStorno(key.Tenant, key.CancellationId), cancellationToken), cancellationToken);
        return true;
    }

    /// <summary>What Oblio will refuse again however often it is asked, and certainly did not do.</summary>
    private static bool IsForGood(ServiceException failure) => failure is ServiceRefusedException
    {
        Fault: { Ambiguous: false, Kind: FaultKind.Validation or FaultKind.NotFound or FaultKind.FiscalViolation },
    };

    private async Task RecordAsync(
        CancellationRecord cancellation, InvoiceRecord invoice, IssuedDocument issued, bool mailed, CancellationToken cancellationToken)
    {
        var record = documents.Record(invoice, cancellation, issued, mailed);
        await invoices.AddAsync(record, cancellationToken);
        await invoices.UpdateAsync(
            invoice.Tenant, invoice.InvoiceId, i => i.WithStorno(cancellation.CancellationId, record), cancellationToken);
        await cancellations.UpdateAsync(
            cancellation.Key,
            c => c with { Status = CancellationStatus.Processed, Result = c.Result ?? documents.Result(record) },
            cancellationToken);
    }

    private async Task GiveUpAsync(
        CancellationRecord cancellation, InvoiceRecord invoice, ServiceFault fault, CancellationToken cancellationToken)
    {
        await invoices.UpdateAsync(
            invoice.Tenant, invoice.InvoiceId, i => i.Without(cancellation.CancellationId), cancellationToken);
        await cancellations.UpdateAsync(
            cancellation.Key,
            c => c with { Status = CancellationStatus.Refused, Refusal = new CancellationRefusal("OBLIO_REFUSED", fault.Words) },
            cancellationToken);
        await alerts.RaiseAsync(
            cancellation.Tenant,
            new AlertNotice(
                $"storno-refused/{cancellation.CancellationId}",
                AlertKind.StornoRefused,
                AlertSeverity.Critical,
                $"Oblio refused the storno of {invoice.OblioInvoiceId}",
                $"{fault.Words} — nothing was cancelled. Look at the invoice in Oblio, then ask for the cancellation again.",
                $"negotiation/{cancellation.NegotiationId}")
            {
                Facts = AlertFacts.Of(("invoice", invoice.OblioInvoiceId), ("error", fault.Words)),
            },
            cancellationToken);
    }

    private void Count(CancellationRecord cancellation, InvoiceRecord invoice, TimeSpan took)
    {
        var tenant = new KeyValuePair<string, object?>("tenant_id", cancellation.Tenant);
        var details = cancellation.Details;
        metrics.Stornos.Created.Add(1, tenant, new("reason_code", details.ReasonCode!.Value.Name()), new("type", details.Type.Name()));
        metrics.Stornos.Duration.Record(took.TotalMilliseconds, tenant);
        var taken = invoice.Cancellations.First(part => string.Equals(part.CancellationId, cancellation.CancellationId, StringComparison.Ordinal));
        var total = -StornoLines.Of(invoice, taken.Quantities).GrandTotal;
        metrics.StornoTotalRon.Add((double)(total * (invoice.ExchangeRate ?? 1m)), tenant);
    }
}
