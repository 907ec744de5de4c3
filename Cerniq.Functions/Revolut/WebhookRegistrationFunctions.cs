using Cerniq.Functions.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Cerniq.Functions.Revolut;

/// <summary>A tenant's webhook at Revolut: a look, registration, a new secret.</summary>
public sealed class WebhookRegistrationFunctions(WebhookRegistration registration, IConfiguration configuration)
{
    private const int UsualOverlapHours = 24;
    private const int MostOverlapHours = 168; // Revolut's own limit, seven days

    [Function("GetRevolutWebhook")]
    public async Task<IActionResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/revolut/webhook")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken) =>
        await registration.GetAsync(tenant, cancellationToken) is { } registered ? Answer.Ok(registered) : Problem.NotFound();

    /// <summary>All webhooks of the business at Revolut, which allows ten: a forgotten one is seen here.</summary>
    [Function("ListRevolutWebhooks")]
    public async Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/revolut/webhooks")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken) =>
        Answer.Ok(new Page<ListedWebhook>(await registration.ListAsync(tenant, request.CorrelationId(), cancellationToken), null));

    /// <summary>Registers the tenant's address; also takes over a registration whose secret was lost.</summary>
    [Function("RegisterRevolutWebhook")]
    public async Task<IActionResult> Register(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/revolut/webhook/register")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<RegisterBody>(request, cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        return AddressOf(tenant, body.Value.Url) is { } url
            ? Answer.Ok(await registration.RegisterAsync(tenant, url, request.Caller().Name, request.CorrelationId(), cancellationToken))
            : Problem.BadField("url", "the public https address of this app's webhook route, or absent when CERNIQ_PUBLIC_URL is set");
    }

    [Function("RotateRevolutWebhookSecret")]
    public async Task<IActionResult> Rotate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/revolut/webhook/rotate")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<RotateBody>(request, cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        var hours = body.Value.OverlapHours ?? UsualOverlapHours;
        if (hours is < 0 or > MostOverlapHours)
        {
            return Problem.BadField("overlapHours", $"0 to {MostOverlapHours}");
        }

        return await registration.RotateAsync(
            tenant, TimeSpan.FromHours(hours), request.Caller().Name, request.CorrelationId(), cancellationToken) is { } rotated
            ? Answer.Ok(rotated)
            : Problem.Conflict("No webhook is registered; register one first.");
    }

    /// <summary>Revolut calls https addresses only; one on this machine may be plain.</summary>
    private Uri? AddressOf(string tenant, string? given)
    {
        var text = given ?? (configuration["CERNIQ_PUBLIC_URL"] is { Length: > 0 } app ? $"{app.TrimEnd('/')}/api/revolut/webhook/{tenant}" : null);
        return Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
                ? url
                : null;
    }

    private sealed record RegisterBody(string? Url);

    /// <param name="OverlapHours">How long the former secret is still believed; a day when absent.</param>
    private sealed record RotateBody(double? OverlapHours);
}
