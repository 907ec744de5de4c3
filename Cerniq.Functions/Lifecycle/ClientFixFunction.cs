using Cerniq.Functions.Api;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Clients;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Mends the client's data of a deal that waits for it; the deal then goes on by itself.</summary>
public sealed class ClientFixFunction(
    NegotiationStore deals, LifecycleOutbox outbox, ApprovalStore approvals, IAuditSink audit, TimeProvider clock)
{
    [Function("PutNegotiationClient")]
    public async Task<IActionResult> Put(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "tenants/{tenant}/negotiations/{negotiationId}/client")] HttpRequest request,
        string tenant,
        string negotiationId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<ClientData>(request, Faults, cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        if (await deals.GetAsync(tenant, negotiationId, cancellationToken) is null)
        {
            return Problem.NotFound();
        }

        var now = clock.GetUtcNow();
        LifecycleMessage? message = null;
        var deal = await deals.UpdateAsync(
            tenant,
            negotiationId,
            d => d.State == NegotiationState.NeedsClientFix ? d with { Client = body.Value } : null,
            d => message = LifecycleMessage.Event(d, LifecycleEvents.ClientFixed, new ClientFixed(true, "SALES_APP", null), now),
            cancellationToken);
        if (message is null)
        {
            return Problem.Conflict(
                "The negotiation",
                deal.State.Name(),
                $"its client can be changed only in state NEEDS_CLIENT_FIX; {NegotiationCommands.AllowedIn(deal.State)}");
        }

        await SettleAsync(deal, request.CorrelationId(), now, cancellationToken);
        await outbox.DeliverAsync(client, message, cancellationToken);
        return Answer.Accepted(new ClientFixTaken(deal.Id, deal.State, deal.Client));
    }

    private static IReadOnlyDictionary<string, string[]> Faults(ClientData client)
    {
        var faults = new FieldFaults();
        ClientFields.Check(client, "client", faults);
        return faults.ByField();
    }

    private async Task SettleAsync(Negotiation deal, string correlationId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var open in await approvals.OfDealAsync(deal.Tenant, deal.Id, cancellationToken))
        {
            if (open is { Kind: ApprovalKind.ClientFix, Status: ApprovalStatus.Pending })
            {
                await approvals.SettleAsync(
                    deal.Tenant, open.Id, ApprovalStatus.Done, "SALES_APP", "the client's data were changed", cancellationToken);
            }
        }

        var entry = new AuditEntry(
            deal.Tenant, $"negotiation/{deal.Id}", AuditKind.Decision, "client data changed", "ok", correlationId, now, Actor: "SALES_APP");
        await audit.AppendAsync(entry, cancellationToken);
    }
}

public sealed record ClientFixTaken(string NegotiationId, NegotiationState State, ClientData Client);
