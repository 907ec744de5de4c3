using Cerniq.Functions.Audit;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Payments.Collecting;

/// <summary>Writes what a payment gave to invoices on them at Oblio, each once.</summary>
/// <remarks>What counts is what the invoice has of the payment. Oblio cannot take a collection back: where a match was taken back or
/// has become another amount, a person is asked to mend it there.</remarks>
public sealed class OblioCollection(
    OblioClients clients,
    TenantConnections connections,
    InvoiceStore invoices,
    CollectionList list,
    CollectionAlerts alerts,
    EffectLedger effects,
    IAuditSink audit,
    MoneyMetrics metrics,
    TimeProvider clock)
{
    /// <summary>Oblio's word for a bank transfer.</summary>
    private const string BankTransfer = "Ordin de plata";

    /// <returns>False when a match of the payment is only half made: it must be looked at again.</returns>
    /// <exception cref="ServiceException">Oblio did not answer, or not as it should; to be tried again.</exception>
    /// <exception cref="EffectInProgressException">Another attempt is at it; to be tried again.</exception>
    public async Task<bool> CollectAsync(Payment payment, CancellationToken cancellationToken)
    {
        using var scope = new CallScope(payment.Tenant, $"payment/{payment.ExternalId}", payment.CorrelationId).Enter();
        var collected = await list.CollectedAsync(payment.Tenant, payment.PaymentId, cancellationToken);
        var isWhole = true;
        foreach (var invoiceId in payment.Matches.Select(m => m.InvoiceId).Union(collected.Select(c => c.InvoiceId), StringComparer.Ordinal))
        {
            var invoice = await invoices.RequireAsync(payment.Tenant, invoiceId, cancellationToken);
            var has = invoice.Allocations.FirstOrDefault(a => a.PaymentId == payment.PaymentId)?.Amount ?? 0m;
            if (PaymentAllocator.MatchOf(payment, invoiceId) is { } match && (match.Releasing || match.InvoiceAmount != has))
            {
                isWhole = false;
            }
            else if (collected.FirstOrDefault(c => c.InvoiceId == invoiceId) is { } known)
            {
                await alerts.CompareAsync(payment, invoice, known, has, cancellationToken);
            }
            else
            {
                await CollectAsync(payment, invoice, has, cancellationToken);
            }
        }

        return isWhole;
    }

    private async Task CollectAsync(Payment payment, InvoiceRecord invoice, decimal amount, CancellationToken cancellationToken)
    {
        CollectedPayment collected;
        bool isNews;
        try
        {
            (collected, isNews) = await CollectOnceAsync(payment, invoice, amount, cancellationToken);
        }
        catch (ServiceRefusedException refused) when (IsFinal(refused.Fault))
        {
            Count(payment, "REFUSED");
            await alerts.RefusedAsync(payment, invoice, refused.Fault.Words, cancellationToken);
            return;
        }

        await list.NoteAsync(payment.Tenant, payment.PaymentId, collected, cancellationToken);
        if (isNews)
        {
            Count(payment, "COLLECTED");
            await AuditAsync(payment, invoice, collected, cancellationToken);
        }

        await alerts.CompareAsync(payment, invoice, collected, amount, cancellationToken);
    }

    /// <returns>What Oblio has now, and whether it was found out or done by this very attempt.</returns>
    private async Task<(CollectedPayment Collected, bool IsNews)> CollectOnceAsync(
        Payment payment, InvoiceRecord invoice, decimal amount, CancellationToken cancellationToken)
    {
        var client = clients.For(payment.Tenant, await connections.OblioAsync(payment.Tenant, cancellationToken));
        var key = new OblioKey(OblioDocumentType.Invoice, invoice.SeriesName, invoice.NumberText);
        var number = DeterministicId.Marker("collect", payment.Tenant, payment.PaymentId, invoice.InvoiceId);
        var isNews = false;
        var collected = await effects.OnceAsync(
            payment.Tenant,
            $"oblio/collect/{invoice.InvoiceId}/{payment.PaymentId}",
            async stop =>
            {
                isNews = true;
                return await FindAsync(client, key, number, stop) is { } made
                    ? new CollectedPayment(invoice.InvoiceId, made.Value ?? amount, number)
                    : null;
            },
            async stop =>
            {
                isNews = true;
                await client.CollectAsync(key, Write(payment, amount, number), stop);
                return new CollectedPayment(invoice.InvoiceId, amount, number);
            },
            cancellationToken);
        return (collected, isNews);
    }

    private static async Task<OblioCollected?> FindAsync(OblioClient client, OblioKey key, string number, CancellationToken cancellationToken) =>
        (await client.GetDocumentAsync(key, cancellationToken)).Collects?
            .FirstOrDefault(collect => collect.Number?.Contains(number, StringComparison.Ordinal) == true);

    private static OblioCollect Write(Payment payment, decimal amount, string number) => new()
    {
        Type = BankTransfer,
        DocumentNumber = number,
        Value = amount,
        IssueDate = RomanianTime.DayOf(payment.TransactionDate),
        Mentions = $"Revolut {payment.ExternalId}",
    };

    /// <summary>Oblio has understood and will not: sending the same again is of no use.</summary>
    private static bool IsFinal(ServiceFault fault) =>
        !fault.Ambiguous && fault.Kind is FaultKind.Validation or FaultKind.NotFound or FaultKind.Duplicate or FaultKind.FiscalViolation;

    private void Count(Payment payment, string status) =>
        metrics.Collections.Add(1, new("tenant_id", payment.Tenant), new("status", status));

    private Task AuditAsync(Payment payment, InvoiceRecord invoice, CollectedPayment collected, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            new AuditEntry(
                payment.Tenant,
                $"payment/{payment.ExternalId}",
                AuditKind.Decision,
                $"{Currencies.Text(collected.Amount, invoice.Currency)} written as collected on invoice {invoice.OblioInvoiceId} at Oblio",
                "ok",
                payment.CorrelationId,
                clock.GetUtcNow(),
                Actor: "SYSTEM",
                Detail: collected.DocumentNumber),
            cancellationToken);
}
