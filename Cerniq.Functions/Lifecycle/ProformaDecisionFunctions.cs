using Cerniq.Functions.Api;
using Cerniq.Functions.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Lifecycle;

/// <summary>The client's answer to the proforma. The first answer counts; the same one again is welcome.</summary>
public sealed class ProformaDecisionFunctions(NegotiationStore deals, LifecycleOutbox outbox, IAuditSink audit, TimeProvider clock)
{
    [Function("AcceptProforma")]
    public Task<IActionResult> Accept(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/negotiations/{negotiationId}/proforma/accept")] HttpRequest request,
        string tenant,
        string negotiationId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        DecideAsync(client, request, tenant, negotiationId, accepted: true, reason: null, cancellationToken);

    [Function("RejectProforma")]
    public async Task<IActionResult> Reject(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/negotiations/{negotiationId}/proforma/reject")] HttpRequest request,
        string tenant,
        string negotiationId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<RejectionBody>(request, cancellationToken);
        return body.Problem is { } problem ? problem
            : string.IsNullOrWhiteSpace(body.Value.Reason) ? Problem.BadField("reason", "required: why the client declines")
            : await DecideAsync(client, request, tenant, negotiationId, accepted: false, body.Value.Reason, cancellationToken);
    }

    private async Task<IActionResult> DecideAsync(
        DurableTaskClient client,
        HttpRequest request,
        string tenant,
        string negotiationId,
        bool accepted,
        string? reason,
        CancellationToken cancellationToken)
    {
        if (await deals.GetAsync(tenant, negotiationId, cancellationToken) is null)
        {
            return Problem.NotFound();
        }

        var now = clock.GetUtcNow();
        LifecycleMessage? message = null;
        var decision = new ProformaDecision(accepted, reason, "CLIENT", now);
        var deal = await deals.UpdateAsync(
            tenant,
            negotiationId,
            d => MayDecide(d) ? d with { Decision = decision } : null,
            d => message = LifecycleMessage.Event(d, LifecycleEvents.ProformaDecided, decision, now),
            cancellationToken);
        if (message is not null)
        {
            await AuditAsync(deal, decision, request.CorrelationId(), cancellationToken);
            await outbox.DeliverAsync(client, message, cancellationToken);
        }

        var saidAlready = deal.State == NegotiationState.ProformaSent && deal.Decision?.Accepted == accepted;
        return message is not null || saidAlready
            ? Answer.Accepted(new DecisionTaken(deal.Id, deal.State, accepted))
            : Refusal(deal);
    }

    private static bool MayDecide(Negotiation deal) => deal.State == NegotiationState.ProformaSent && deal.Decision is null;

    private static Problem Refusal(Negotiation deal) => deal switch
    {
        { Decision: { } given } => Problem.Conflict(
            "The negotiation",
            deal.State.Name(),
            $"its proforma was {(given.Accepted ? "accepted" : "rejected")} at {given.At:O}, which stands; {NegotiationCommands.AllowedIn(deal.State)}"),
        _ => Problem.Conflict(
            "The negotiation",
            deal.State.Name(),
            $"a proforma can be accepted or rejected only in state PROFORMA_SENT; {NegotiationCommands.AllowedIn(deal.State)}"),
    };

    private Task AuditAsync(Negotiation deal, ProformaDecision decision, string correlationId, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            new AuditEntry(
                deal.Tenant,
                $"negotiation/{deal.Id}",
                AuditKind.Decision,
                decision.Accepted ? "proforma accepted" : "proforma rejected",
                "ok",
                correlationId,
                decision.At,
                Actor: decision.DecidedBy),
            cancellationToken);

    private sealed record RejectionBody(string? Reason);
}

public sealed record DecisionTaken(string NegotiationId, NegotiationState State, bool Accepted);
