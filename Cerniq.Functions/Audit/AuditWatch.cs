using Cerniq.Functions.Operations;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Audit;

/// <summary>Checks every tenant's log at night and calls a person when one is broken.</summary>
public sealed class AuditWatch(AuditVerifier verifier, TenantDirectory tenants, Alerts alerts)
{
    internal const string Key = "audit_broken";

    [Function(nameof(AuditWatch))]
    public async Task RunAsync([TimerTrigger("0 40 2 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            await LookAsync(tenant, cancellationToken);
        }
    }

    internal async Task LookAsync(string tenant, CancellationToken cancellationToken)
    {
        var verdict = await verifier.VerifyAsync(tenant, [], cancellationToken);
        if (verdict.FirstBroken is not { } broken)
        {
            return;
        }

        await alerts.RaiseAsync(
            tenant,
            new AlertNotice(Key, AlertKind.AuditBroken, AlertSeverity.Critical, "The audit trail is broken", $"{broken.Reason} Restore it from a backup and find out who can write to the store.", "audit")
            {
                Facts = AlertFacts.Of(("sequence", $"{broken.Sequence}")),
            },
            cancellationToken);
    }
}
