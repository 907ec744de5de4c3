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
        var body = await JsonBody.ReadAsync<NegotiationRequest>(request, cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        if (NegotiationRules.Check(body.Value, RomanianTime.Today(clock)) is { Count: > 0 } faults)
        {
            return Problem.BadRequest(faults);
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
    public async Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/negotiations")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var paging = Paging.Read(request);
        if (paging.Problem is { } problem)
        {
            return problem;
        }

        var asked = request.Query["state"].ToString();
        if (!NegotiationTransitions.TryParse(asked, out var state) && asked.Length > 0)
        {
            return Problem.BadField("state", "one of " + string.Join(", ", Enum.GetValues<NegotiationState>().Select(s => s.Name())));
        }

        var (items, continuation) = await deals.ListAsync(
            tenant, asked.Length > 0 ? state : null, paging.Value.Limit, paging.Value.Continuation, cancellationToken);
        return Answer.Ok(new Page<NegotiationSummary>(items, Paging.Encode(continuation)));
    }
}

/// <summary>Answer to a posted deal; the same however often the same deal is posted.</summary>
public sealed record NegotiationTaken(
    string NegotiationId, NegotiationState State, string StatusUrl, string OrchestrationId, string CorrelationId);
