using Cerniq.Functions.Operations;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Anaf;

/// <summary>Renews every tenant's login at ANAF ahead of its end, calls a person when only a person can, and shows what is left.</summary>
public sealed class AnafLoginWatch(
    AnafLogins logins,
    AnafLoginTickets tickets,
    AnafQuotas quotas,
    TenantConnections connections,
    TenantDirectory tenants,
    Alerts alerts,
    TimeProvider clock)
{
    private const string Key = "anaf_login";

    /// <summary>ANAF's access token holds for 90 days.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(10);
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    private static readonly TimeSpan VerySoon = TimeSpan.FromDays(7);

    [Function(nameof(AnafLoginWatch))]
    public async Task RunAsync([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            await LookAsync(tenant, cancellationToken);
            await quotas.ForgetOldAsync(tenant, cancellationToken);
        }

        await logins.ForgetOldAsync(cancellationToken);
        await tickets.ForgetOldAsync(cancellationToken);
    }

    internal async Task LookAsync(string tenant, CancellationToken cancellationToken)
    {
        try
        {
            var state = await logins.StateAsync(tenant, cancellationToken);
            if (state.AccessExpiresAt is null)
            {
                // Never used so far: the first call will log in, or tell that it cannot.
                return;
            }

            await quotas.ShowAsync(tenant, (await connections.AnafAsync(tenant, cancellationToken)).Cif, cancellationToken);
            await TellAsync(tenant, await logins.KeepFreshAsync(tenant, Ahead, cancellationToken), cancellationToken);
        }
        catch (TenantNotConfiguredException)
        {
            // The tenant does not file with ANAF.
        }
        catch (ServiceException failure)
        {
            var severity = failure.Fault.Kind == FaultKind.Authentication ? AlertSeverity.Critical : AlertSeverity.Warning;
            await RaiseAsync(
                tenant, AlertKind.AnafLoginFailed, severity, $"The login at ANAF could not be renewed: {failure.Fault.Words}", AlertFacts.Of(("error", failure.Fault.Words)), cancellationToken);
        }
    }

    private async Task TellAsync(string tenant, AnafLoginState state, CancellationToken cancellationToken)
    {
        var left = state.RefreshExpiresAt - clock.GetUtcNow();
        if (left > Soon || left is null)
        {
            await alerts.ResolveAsync(tenant, Key, cancellationToken);
            return;
        }

        var severity = left > VerySoon ? AlertSeverity.Warning : AlertSeverity.Critical;
        var end = $"{state.RefreshExpiresAt:yyyy-MM-dd}";
        await RaiseAsync(tenant, AlertKind.AnafLogin, severity, $"The login at ANAF ends on {end}.", AlertFacts.Of(("ends_on", end)), cancellationToken);
    }

    private Task<Alert> RaiseAsync(
        string tenant, AlertKind kind, AlertSeverity severity, string what, IReadOnlyDictionary<string, string> facts, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            tenant,
            new AlertNotice(Key, kind, severity, "ANAF login", $"{what} Log in with the certificate: GET /api/efactura/oauth/{tenant}/authorize.", "anaf/login") { Facts = facts },
            cancellationToken);
}
