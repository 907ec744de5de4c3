using Cerniq.Functions.Anaf;
using Cerniq.Functions.Api;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>The routes of a tenant's login at ANAF.</summary>
[SaysSuccess]
public sealed class EFacturaOAuthFunctions(AnafLogins logins, AnafLoginTickets tickets, TenantSettings settings, TimeProvider clock)
{
    private const string CallbackPath = "/api/efactura/oauth/callback";
    private const int LongestCode = 2000;

    /// <summary>Sends a person to ANAF's login. The browser that follows this must be the one that comes back.</summary>
    [Function("EFacturaAuthorize")]
    public async Task<IActionResult> AuthorizeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/oauth/{tenantId}/authorize")] HttpRequest request,
        string tenantId,
        CancellationToken cancellationToken) =>
        await BeginAsync(request, tenantId, cancellationToken);

    /// <summary>An address for a browser without a key: opened once, within ten minutes, it sends its person to ANAF's login.</summary>
    [Function("EFacturaLoginLink")]
    public async Task<IActionResult> LinkAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "efactura/oauth/{tenantId}/links")] HttpRequest request,
        string tenantId,
        CancellationToken cancellationToken)
    {
        var callback = Redirect(await settings.GetAsync(tenantId, cancellationToken), request);
        var ticket = await tickets.IssueAsync(tenantId, cancellationToken);
        var url = new Uri(callback, $"start?ticket={Uri.EscapeDataString(ticket.Value)}");
        return new EFacturaAnswer<LoginLinkAnswer>(new LoginLinkAnswer(true, tenantId, url, ticket.ExpiresAt), StatusCodes.Status201Created);
    }

    /// <summary>Where such an address leads.</summary>
    [Function("EFacturaLoginStart")]
    [PublicRoute("the one-time ticket in the address was given to somebody with the key")]
    public async Task<IActionResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/oauth/start")] HttpRequest request, CancellationToken cancellationToken) =>
        await tickets.TakeAsync(request.Query["ticket"].ToString(), cancellationToken) is { } tenant
            ? await BeginAsync(request, tenant, cancellationToken)
            : Problem.BadField("ticket", "is not known, was used or has run out: ask for another link");

    /// <summary>Where ANAF sends the person back to.</summary>
    [Function("EFacturaCallback")]
    [PublicRoute("the one-time state in the address, brought by the browser it was given to, proves where the person comes from")]
    public async Task<IActionResult> CallbackAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/oauth/callback")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var state = request.Query["state"].ToString();
        var taken = await logins.TakeAsync(state, LoginCookie.Read(request, state), cancellationToken);
        if (taken.Login is not { } login)
        {
            return Problem.BadField("state", "is not known, was used or has run out: begin the login anew");
        }

        if (taken.IsElsewhere)
        {
            await logins.RecordElsewhereAsync(login, request.CorrelationId(), cancellationToken);
            return Problem.BadField("state", "belongs to a login that was begun in another browser (or this one keeps no cookies): begin the login in the browser that is to end it, at the address registered with ANAF");
        }

        LoginCookie.Forget(request, state, new Uri(login.Redirect));
        var code = request.Query["code"].ToString();
        if (code.Length is 0 or > LongestCode)
        {
            return Problem.BadField("code", "is missing: ANAF ended the login. Is the certificate at hand, and is it enrolled in SPV?");
        }

        try
        {
            var now = await logins.CompleteAsync(login, code, request.CorrelationId(), cancellationToken);
            return new EFacturaAnswer<OAuthAnswer>(Of(login.Tenant, now, "Logged in at ANAF"));
        }
        catch (ServiceException refused)
        {
            return Problem.BadGateway($"ANAF did not complete the login: {refused.Fault.Words} Begin the login anew.");
        }
    }

    /// <summary>How long the tenant's login still holds.</summary>
    [Function("EFacturaOAuthState")]
    public async Task<IActionResult> StateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/oauth/{tenantId}")] HttpRequest request,
        string tenantId,
        CancellationToken cancellationToken)
    {
        _ = request;
        var state = await logins.StateAsync(tenantId, cancellationToken);
        var message = state switch
        {
            { AccessExpiresAt: null, RefreshExpiresAt: null } => "No login at ANAF on record",
            { RefreshExpiresAt: { } end } when end <= clock.GetUtcNow() => "The login has ended: log in with the certificate",
            _ => "The login is renewed by itself until it ends",
        };
        return new EFacturaAnswer<OAuthAnswer>(Of(tenantId, state, message));
    }

    private async Task<IActionResult> BeginAsync(HttpRequest request, string tenant, CancellationToken cancellationToken)
    {
        var callback = Redirect(await settings.GetAsync(tenant, cancellationToken), request);
        var start = await logins.BeginAsync(tenant, callback, cancellationToken);
        LoginCookie.Set(request, start, callback);
        return Answer.Redirect(start.Address);
    }

    private OAuthAnswer Of(string tenant, AnafLoginState state, string message) => new(
        true, tenant, state.AccessExpiresAt, state.RefreshExpiresAt, DaysUntil(state.AccessExpiresAt), DaysUntil(state.RefreshExpiresAt), message);

    private int? DaysUntil(DateTimeOffset? end) => end is { } at ? (int)Math.Floor((at - clock.GetUtcNow()).TotalDays) : null;

    /// <summary>As registered with ANAF; our stand-in takes the address the caller used.</summary>
    private static Uri Redirect(SettingsSnapshot set, HttpRequest request) => set.Get(SettingsCatalogue.AnafRedirectUri) switch
    {
        { } registered => new Uri(registered),
        null when BeginStep.IsSandbox(set) => new Uri($"{request.Scheme}://{request.Host}{CallbackPath}"),
        null => throw new TenantNotConfiguredException(set.Tenant, SettingsCatalogue.AnafRedirectUri.Name),
    };
}
