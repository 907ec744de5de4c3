using Cerniq.Functions.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Lifecycle;

/// <summary>The sales app's door: take a deal in, look at it, list them.</summary>
public sealed class NegotiationFunctions(
    NegotiationIntake intake, NegotiationStore deals, NegotiationViewer viewer, TimeProvider clock)
{
    [Function("PostNegotiation")]
    public async Task<IActionResult> Post(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/negotiations")] HttpRequest request,
        string tenant,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<NegotiationRequest>(
            request, asked => NegotiationRules.Check(asked, RomanianTime.Today(clock)), cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        var deal = await intake.TakeAsync(client, tenant, body.Value, request.CorrelationId(), cancellationToken);
        return deal is null
            ? Problem.Conflict($"Negotiation {body.Value.NegotiationId} was posted before with another body; use another id.")
            : Answer.Accepted(new NegotiationTaken(
                deal.Id,
                NegotiationState.Closing,
                $"/api/tenants/{tenant}/negotiations/{deal.Id}",
                deal.OrchestrationId,
                deal.CorrelationId));
    }

    [Function("GetNegotiation")]
    public async Task<IActionResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/negotiations/{negotiationId}")] HttpRequest request,
        string tenant,
        string negotiationId,
        CancellationToken cancellationToken) =>
        await viewer.ViewAsync(tenant, negotiationId, cancellationToken) is { } view ? Answer.Ok(view) : Problem.NotFound();

    [Function("ListNegotiations")]
    public Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/negotiations")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken) =>
        Listing.PageAsync<NegotiationSummary, NegotiationState>(
            request, "state", (paging, state) => deals.ListAsync(tenant, state, paging.Limit, paging.Continuation, cancellationToken));
}

/// <summary>Answer to a posted deal; the same however often the same deal is posted.</summary>
public sealed record NegotiationTaken(
    string NegotiationId, NegotiationState State, string StatusUrl, string OrchestrationId, string CorrelationId);
