using System.Globalization;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Oblio;
using static Cerniq.Functions.Lifecycle.NegotiationState;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Moves a deal along with a filing that a person began after the deal had gone on without one, as if it had been filed by
/// itself. Safe to repeat, and to do late or out of turn: it goes by what is on record.</summary>
/// <remarks>The deal's orchestration waits for the payment by then and knows nothing of it. A payment that comes while ANAF has the invoice
/// is held back by <see cref="MarkPaid"/>, and told again from here.</remarks>
public sealed class FilingsByHand(NegotiationStore deals, InvoiceStore invoices, TimeProvider clock)
{
    /// <param name="entry">The filing as it is now.</param>
    /// <param name="by">Who had it filed.</param>
    public async Task FollowAsync(EFacturaEntry entry, CancellationToken cancellationToken, string by = "SYSTEM")
    {
        if (entry is not { IsByHand: true, Superseded: false, NegotiationId: { } id } || entry.Status == EFacturaStatus.Draft)
        {
            return;
        }

        if (await deals.GetAsync(entry.Tenant, id, cancellationToken) is not { } deal
            || !string.Equals(deal.InvoiceId, entry.InvoiceIdText, StringComparison.Ordinal))
        {
            return; // a storno's: it moves no deal
        }

        while (Next(deal, entry, by) is { } move)
        {
            deal = await MoveAsync(deal, entry, move, cancellationToken);
        }

        if (deal.State == EInvoiceAccepted)
        {
            await TellIfPaidAsync(deal, entry.InvoiceIdText, cancellationToken);
        }
    }

    /// <summary>True while ANAF's word is awaited: the deal does not become PAID before it.</summary>
    internal static bool IsAwaited(Negotiation deal) => deal.State is EInvoicePending or EInvoiceRejected;

    private static TransitionRequest? Next(Negotiation deal, EFacturaEntry entry, string by)
    {
        var isShown = deal.EFacturaQueueId == entry.QueueId;
        var isNewer = deal.EFacturaQueueId is not { } shown || shown < entry.QueueId;
        return deal.State switch
        {
            Invoiced => FilingMoves.Pending(entry.QueueId, by),
            // A draft is shown before it is filed: the rejection was of the filing before it.
            EInvoiceRejected when isNewer || (isShown && entry.Status != EFacturaStatus.Rejected) => FilingMoves.Pending(entry.QueueId, by),
            EInvoicePending when (isNewer || isShown) && EFacturaOutcome.Of(entry) is { } outcome => FilingMoves.Settled(outcome),
            _ => null,
        };
    }

    private async Task<Negotiation> MoveAsync(Negotiation deal, EFacturaEntry entry, TransitionRequest move, CancellationToken cancellationToken)
    {
        var job = entry.QueueId.ToString(CultureInfo.InvariantCulture);
        await invoices.UpdateAsync(
            deal.Tenant, entry.InvoiceIdText, i => i.EfacturaJobId == job ? null : i with { EfacturaTriggered = true, EfacturaJobId = job }, cancellationToken);
        try
        {
            return await deals.MoveAsync(deal.Tenant, deal.Id, move, d => d with { EFacturaQueueId = entry.QueueId }, cancellationToken);
        }
        catch (InvalidTransitionException)
        {
            return await deals.RequireAsync(deal.Tenant, deal.Id, cancellationToken); // it was paid, or another look was faster
        }
    }

    /// <summary>Looks after the move, as whoever holds a payment back looks before it: one of two who meet sees the other.</summary>
    private async Task TellIfPaidAsync(Negotiation deal, string invoiceId, CancellationToken cancellationToken)
    {
        if (InvoicePaid.Of(await invoices.RequireAsync(deal.Tenant, invoiceId, cancellationToken)) is { } paid)
        {
            await deals.UpdateAsync(
                deal.Tenant,
                deal.Id,
                d => d.State == EInvoiceAccepted ? d : null,
                d => LifecycleMessage.Event(d, LifecycleEvents.InvoicePaid, paid, clock.GetUtcNow()),
                cancellationToken);
        }
    }
}
