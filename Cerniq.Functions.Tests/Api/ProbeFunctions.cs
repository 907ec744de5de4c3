using System.Text.Json.Serialization;
using Cerniq.Functions.Api;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Tests.Api;

/// <summary>Functions that only tests have, to see what the app's own plumbing does around any function.</summary>
public sealed class ProbeFunctions(TimeProvider clock)
{
    [Function("ProbeBody")]
    public async Task<IActionResult> BodyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "probe/body")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<ProbeOrder>(request, cancellationToken);
        return body.Problem is { } problem ? problem : Answer.Ok(body.Value);
    }

    [Function("ProbeWho")]
    public IActionResult Who([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "probe/who")] HttpRequest request) =>
        Answer.Ok(new { tenant = request.Caller().Tenant, request.Caller().Name, may = request.Caller().MayTouch("who-one") });

    [Function("ProbePaging")]
    public IActionResult Paged([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "probe/paging")] HttpRequest request)
    {
        var paging = Paging.Read(request);
        return paging.Problem is { } problem ? problem : Answer.Ok(paging.Value);
    }

    [Function("ProbeThing")]
    public IActionResult Thing(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "probe/{tenantId}/things/{thing}")] HttpRequest request, string tenantId, string thing) =>
        thing == "there" ? Answer.Ok(new { thing }) : Problem.NotFound();

    [Function("ProbeThrow")]
    [SaysSuccess]
    public IActionResult Throw(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "probe/throw/{what}")] HttpRequest request, string what) => what switch
        {
            "down" => throw ServiceException.For(new ServiceFault(
                "oblio", "POST /docs/invoice", FaultKind.RateLimit, "Prea multe cereri", false, 429, TimeSpan.FromSeconds(7))),
            "refused" => throw ServiceException.For(new ServiceFault("oblio", "POST /docs/invoice", FaultKind.Validation, "CIF invalid", false, 400)),
            "setting" => throw new TenantNotConfiguredException("t", "oblio_client_secret"),
            "busy" => throw new EffectInProgressException("key", clock.GetUtcNow().AddSeconds(30)),
            "full" => throw new Cerniq.LocalHost.Storage.StoreException("/srv/secret/store.db: database or disk is full, hunter2", 13),
            _ => throw new InvalidOperationException("password=hunter2 at /srv/secret"),
        };
}

public sealed record ProbeOrder
{
    public required string Name { get; init; }

    public decimal Amount { get; init; }

    public DateOnly? Date { get; init; }

    public ProbeKind Kind { get; init; }

    public IReadOnlyList<ProbeLine> Lines { get; init; } = [];
}

public sealed record ProbeLine([property: JsonRequired] string Sku, int Quantity, bool Gift);

public enum ProbeKind
{
    Small,
    Large,
}
