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
public sealed class EFacturaOAuthFunctions(AnafLogins logins, TenantSettings settings, TimeProvider clock)
{
    private const string CallbackPath = "/api/efactura/oauth/callback";
    private const int LongestCode = 2000;

    /// <summary>Sends a person to ANAF's login.</summary>
    [Function("EFacturaAuthorize")]
    public async Task<IActionResult> AuthorizeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/oauth/{tenantId}/authorize")] HttpRequest request,
        string tenantId,
        CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(tenantId, cancellationToken);
        return Answer.Redirect(await logins.BeginAsync(tenantId, Redirect(set, request), cancellationToken));
    }

    /// <summary>Where ANAF sends the person back to.</summary>
    [Function("EFacturaCallback")]
    [PublicRoute("the one-time state in the address proves where the person comes from")]
    public async Task<IActionResult> CallbackAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/oauth/callback")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (await logins.TakeAsync(request.Query["state"].ToString(), cancellationToken) is not { } login)
        {
            return Problem.BadField("state", "is not known, was used or has run out: begin the login anew");
        }

        var code = request.Query["code"].ToString();
        if (code.Length is 0 or > LongestCode)
        {
            return Problem.BadField("code", "is missing: ANAF ended the login. Is the certificate at hand, and is it enrolled in SPV?");
        }

        try
        {
            var state = await logins.CompleteAsync(login, code, request.CorrelationId(), cancellationToken);
            return new EFacturaAnswer<OAuthAnswer>(Of(login.Tenant, state, "Logged in at ANAF"));
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
