using System.Text.Json;
using Cerniq.Functions.Economic;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Services;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Why an invoice that was paid is open again.</summary>
/// <param name="Reason"><c>PAYMENT_REVERTED</c> or <c>MATCH_TAKEN_BACK</c>.</param>
/// <param name="By">SYSTEM, or who took the match back.</param>
public sealed record MoneyGone(string Reason, string PaymentId, string By = "SYSTEM");

/// <summary>Takes a deal back from PAID when the money for its invoice is gone, and has it wait for the payment anew. Safe to repeat.</summary>
/// <remarks>Money and state are two records. Whoever takes money away looks at the state after that, and whoever moves the state looks at
/// the money after that: so one of two who meet sees what the other did.</remarks>
public sealed class DealReopening(
    NegotiationStore deals,
    InvoiceStore invoices,
    EconomicUploadStore uploads,
    EFacturaStore filings,
    FilingsByHand byHand,
    LifecycleOutbox outbox,
    Alerts alerts,
    TimeProvider clock)
{
    /// <summary>Takes the deal back to where it waited for its payment, if it counts as paid and its invoice is not.</summary>
    /// <returns>The deal as it now is.</returns>
    public async Task<Negotiation> ReopenIfOwedAsync(
        DurableTaskClient client, string tenant, string invoiceId, MoneyGone gone, CancellationToken cancellationToken)
    {
        var invoice = await invoices.RequireAsync(tenant, invoiceId, cancellationToken);
        var deal = await deals.RequireAsync(tenant, invoice.NegotiationId, cancellationToken);
        if (invoice.OpenAmount <= 0)
        {
            return deal;
        }

        await uploads.WatchAgainAsync(tenant, invoiceId, cancellationToken);
        if (deal.State != NegotiationState.Paid)
        {
            return deal;
        }

        var back = await StateBeforePaidAsync(deal, cancellationToken);
        LifecycleMessage? start = null;
        deal = await deals.MoveAndTellAsync(
            tenant,
            deal.Id,
            new TransitionRequest(back, "payment:reverse", gone.By, MetadataOf(gone, invoice), UnlessDead: true),
            Anew,
            moved => start = LifecycleMessage.Reopen(moved, clock.GetUtcNow()),
            cancellationToken);
        await alerts.RaiseAsync(tenant, Notice(invoice), cancellationToken);
        await DeliverAsync(client, start, cancellationToken);
        deal = await TellIfPaidMeanwhileAsync(client, deal, invoiceId, cancellationToken);
        return await FollowFilingAsync(deal, invoiceId, cancellationToken);
    }

    /// <summary>An orchestration learned of a payment that was gone again before the deal became PAID: another one waits on, and the deal
    /// stays where it is.</summary>
    /// <param name="known">The deal as it was seen by that orchestration.</param>
    public async Task<Negotiation> WaitOnAsync(
        DurableTaskClient client, Negotiation known, string invoiceId, CancellationToken cancellationToken)
    {
        LifecycleMessage? start = null;
        var deal = await deals.UpdateAsync(
            known.Tenant,
            known.Id,
            d => d.State == NegotiationState.Dead || d.OrchestrationId != known.OrchestrationId ? null : Anew(d),
            d => start = LifecycleMessage.Reopen(d, clock.GetUtcNow()),
            cancellationToken);
        await DeliverAsync(client, start, cancellationToken);
        return await TellIfPaidMeanwhileAsync(client, deal, invoiceId, cancellationToken);
    }

    /// <summary>The invoice is paid while ANAF has it, filed by hand: another orchestration waits on, and is told once ANAF has accepted.</summary>
    /// <returns>The deal that waits; null when its e-Factura is not under way.</returns>
    public async Task<Negotiation?> WaitForFilingAsync(DurableTaskClient client, Negotiation known, CancellationToken cancellationToken)
    {
        LifecycleMessage? start = null;
        var deal = await deals.UpdateAsync(
            known.Tenant,
            known.Id,
            d => FilingsByHand.IsAwaited(d) && d.OrchestrationId == known.OrchestrationId ? Anew(d) : null,
            d => start = LifecycleMessage.Reopen(d, clock.GetUtcNow()),
            cancellationToken);
        if (!FilingsByHand.IsAwaited(deal))
        {
            return null;
        }

        await DeliverAsync(client, start, cancellationToken);
        return deal;
    }

    /// <summary>The invoice is paid: nobody need ask the client any more.</summary>
    public Task CalmAsync(string tenant, string invoiceId, CancellationToken cancellationToken) =>
        alerts.ResolveAsync(tenant, AlertKey(invoiceId), cancellationToken);

    /// <summary>What people are told of an invoice that was paid and is open again.</summary>
    public static AlertNotice Notice(InvoiceRecord invoice) => new(
        AlertKey(invoice.InvoiceId),
        AlertKind.InvoiceOpenAgain,
        AlertSeverity.Warning,
        $"Invoice {invoice.OblioInvoiceId} was paid and is open again",
        $"{Currencies.Text(invoice.OpenAmount, invoice.Currency)} of it is owed. Match the payment that is meant, or ask the client to pay.",
        $"negotiation/{invoice.NegotiationId}")
    {
        Facts = AlertFacts.Of(("invoice", invoice.OblioInvoiceId), ("owed", Currencies.Text(invoice.OpenAmount, invoice.Currency))),
    };

    internal static string AlertKey(string invoiceId) => $"invoice-open-again/{invoiceId}";

    private static Negotiation Anew(Negotiation deal) => deal with
    {
        Reopened = deal.Reopened + 1,
        OrchestrationId = LifecycleMessage.ReopenedInstanceIdOf(deal.Tenant, deal.Id, deal.Reopened + 1),
    };

    private static IReadOnlyDictionary<string, JsonElement> MetadataOf(MoneyGone gone, InvoiceRecord invoice) =>
        TransitionMetadata.Of(
            ("reason", gone.Reason),
            ("paymentId", gone.PaymentId),
            ("invoiceId", invoice.InvoiceId),
            ("openAmount", Currencies.Number(invoice.OpenAmount, invoice.Currency)),
            ("currency", invoice.Currency));

    /// <summary>INVOICED where no e-Factura was owed, else EINVOICE_ACCEPTED.</summary>
    private async Task<NegotiationState> StateBeforePaidAsync(Negotiation deal, CancellationToken cancellationToken) =>
        (await deals.HistoryAsync(deal.Tenant, deal.Id, cancellationToken)).Last(line => line.To == NegotiationState.Paid).From!.Value;

    /// <summary>What was filed by hand while the deal counted as paid.</summary>
    private async Task<Negotiation> FollowFilingAsync(Negotiation deal, string invoiceId, CancellationToken cancellationToken)
    {
        if (await filings.LatestOfAsync(deal.Tenant, invoiceId, cancellationToken) is not { IsByHand: true } filed)
        {
            return deal;
        }

        await byHand.FollowAsync(filed, cancellationToken);
        return await deals.RequireAsync(deal.Tenant, deal.Id, cancellationToken);
    }

    /// <summary>A payment that came in while the deal still counted as paid told nobody.</summary>
    private async Task<Negotiation> TellIfPaidMeanwhileAsync(
        DurableTaskClient client, Negotiation deal, string invoiceId, CancellationToken cancellationToken)
    {
        if (InvoicePaid.Of(await invoices.RequireAsync(deal.Tenant, invoiceId, cancellationToken)) is not { } paid)
        {
            return deal;
        }

        LifecycleMessage? news = null;
        deal = await deals.UpdateAsync(
            deal.Tenant,
            deal.Id,
            d => d.State is NegotiationState.Paid or NegotiationState.Dead ? null : d,
            d => news = LifecycleMessage.Event(d, LifecycleEvents.InvoicePaid, paid, clock.GetUtcNow()),
            cancellationToken);
        await DeliverAsync(client, news, cancellationToken);
        return deal;
    }

    private async Task DeliverAsync(DurableTaskClient client, LifecycleMessage? message, CancellationToken cancellationToken)
    {
        if (message is not null)
        {
            await outbox.DeliverAsync(client, message, cancellationToken);
        }
    }
}
