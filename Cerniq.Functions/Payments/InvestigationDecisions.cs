using System.Text.Json;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Payments;

/// <summary>What a person's decision about a proposed match does: approved, the payment goes to the proposed invoice; rejected, it stays
/// with people and nothing proposes itself again.</summary>
public sealed class InvestigationDecisions(
    PaymentStore payments,
    InvoiceStore invoices,
    PaymentReconciler reconciler,
    LifecycleOutbox outbox,
    Alerts alerts,
    IAuditSink audit,
    TimeProvider clock)
{
    /// <summary>Why the match cannot be approved as it is proposed, and what to do instead; null when it can.</summary>
    public async Task<string?> WhyNotAsync(Approval approval, CancellationToken cancellationToken)
    {
        var payment = await PaymentOfAsync(approval, cancellationToken);
        var byHand = $"POST payments/{payment.PaymentId}/match";
        return payment switch
        {
            { Matches.Count: > 0 } => null,
            { IsReverted: true } => "Revolut took the money back; reject it.",
            { ReconciliationStatus: ReconciliationStatus.Refunded } => "The money goes back to the client by a refund; reject it, or wait for what becomes of that.",
            { Proposals: [] } => $"No invoice is proposed: name one with {byHand}, or reject.",
            { Proposals: [{ Currency: var due }] } => due == payment.Currency
                ? null
                : $"The payment is in {payment.Currency} and the invoice in {due}: give the rate with {byHand}.",
            { Proposals: var several } => $"{several.Count} invoices are proposed ({string.Join(", ", several.Select(p => p.Number))}): name the one that is meant with {byHand}.",
        };
    }

    /// <summary>Does what was decided. Safe to repeat.</summary>
    public async Task FollowAsync(DurableTaskClient client, Approval approval, CancellationToken cancellationToken)
    {
        var payment = await PaymentOfAsync(approval, cancellationToken);
        if (payment.Matches.Count > 0 || payment.IsReverted || payment.ReconciliationStatus == ReconciliationStatus.Refunded)
        {
            return;
        }

        if (approval.Status == ApprovalStatus.Rejected)
        {
            await DeclineAsync(payment, approval, cancellationToken);
        }
        else if (approval.Status == ApprovalStatus.Approved && payment.Proposals is [var proposal])
        {
            await AcceptAsync(client, payment, proposal, approval, cancellationToken);
        }
    }

    private async Task AcceptAsync(
        DurableTaskClient client, Payment payment, MatchProposal proposal, Approval approval, CancellationToken cancellationToken)
    {
        var by = approval.DecidedBy ?? PaymentMatch.BySystem;
        var invoice = await invoices.RequireAsync(payment.Tenant, proposal.InvoiceId, cancellationToken);
        var (matched, paid) = await reconciler.MatchByHandAsync(payment, invoice, by, most: null, rate: null, cancellationToken);
        if (matched.Matches.Count == 0)
        {
            await alerts.RaiseAsync(payment.Tenant, NotMatched(payment, invoice), cancellationToken);
            return;
        }

        await AuditAsync(payment, $"proposed match with invoice {invoice.OblioInvoiceId} accepted", approval, cancellationToken);
        foreach (var message in paid)
        {
            await outbox.DeliverAsync(client, message, cancellationToken);
        }
    }

    private async Task DeclineAsync(Payment payment, Approval approval, CancellationToken cancellationToken)
    {
        await payments.UpdateAsync(
            payment.Tenant,
            payment.PaymentId,
            p => p.Matches.Count > 0 ? null : p with
            {
                LeftToPerson = true,
                Proposals = [],
                ReconciliationReason = approval.Comment is { Length: > 0 } why ? $"no proposal fits: {why}" : "no proposal fits",
            },
            cancellationToken);
        await AuditAsync(payment, "proposed match declined", approval, cancellationToken);
    }

    private static AlertNotice NotMatched(Payment payment, InvoiceRecord invoice) => new(
        $"payment-not-matched/{payment.PaymentId}",
        AlertKind.PaymentNotMatched,
        AlertSeverity.Warning,
        $"A payment of {Currencies.Text(payment.Amount, payment.Currency)} could not be matched as approved",
        $"Nothing of invoice {invoice.OblioInvoiceId} is open any more. Match the payment by hand.",
        $"payment/{payment.ExternalId}")
    {
        Facts = AlertFacts.Of(("amount", Currencies.Text(payment.Amount, payment.Currency)), ("invoice", invoice.OblioInvoiceId)),
    };

    private async Task<Payment> PaymentOfAsync(Approval approval, CancellationToken cancellationToken) =>
        await payments.RequireAsync(approval.Tenant, approval.Details!.Value.Deserialize<Asked>(CerniqJson.Options)!.PaymentId, cancellationToken);

    private Task AuditAsync(Payment payment, string what, Approval approval, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            new AuditEntry(
                payment.Tenant, $"payment/{payment.ExternalId}", AuditKind.Decision, what, "ok", payment.CorrelationId, clock.GetUtcNow(),
                Actor: approval.DecidedBy, Detail: approval.Comment),
            cancellationToken);

    private sealed record Asked(string PaymentId);
}
