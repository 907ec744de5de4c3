using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Reads where a filing stands and how the tenant wants it carried on.</summary>
public sealed class BeginStep(EFacturaStore store, EFacturaAdapters adapters, TenantSettings settings, TimeProvider clock)
{
    /// <summary>How long a running filing may be silent before somebody looks after it.</summary>
    internal static readonly TimeSpan Silence = TimeSpan.FromMinutes(30);

    [Function(EFacturaSteps.Begin)]
    public async Task<SubmissionPlan> RunAsync([ActivityTrigger] EFacturaKey key, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(key.Tenant, cancellationToken);
        var entry = await store.UpdateAsync(
            key,
            found => EFacturaOutcome.Of(found) is null ? found with { WatchAt = clock.GetUtcNow() + Silence } : null,
            cancellationToken);
        return new SubmissionPlan(
            EFacturaOutcome.Of(entry),
            entry.AnafIds.RemoteId is null ? null : entry.SubmittedAt,
            set.Get(SettingsCatalogue.SigningMethod) != "NONE",
            set.Get(SettingsCatalogue.RetrySchedule),
            set.Get(SettingsCatalogue.RetryMaxAttempts),
            set.Get(SettingsCatalogue.PollingIntervalMinutes),
            set.Get(SettingsCatalogue.EFacturaReconcileSeconds) ?? adapters.Of(entry).Info.ReconcileSeconds);
    }

    /// <summary>True when our own stand-in answers for ANAF.</summary>
    internal static bool IsSandbox(SettingsSnapshot settings) =>
        TenantConnections.AnafEnvironment(settings) == ServiceAddresses.Sandbox;
}
