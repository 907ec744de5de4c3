using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Approvals;

/// <summary>Lets the consequences follow of decisions whose process died before it could.</summary>
public sealed partial class ApprovalSweep(
    ApprovalStore approvals, ApprovalConsequences consequences, TenantDirectory tenants, TimeProvider clock, ILogger<ApprovalSweep> logger)
{
    /// <summary>A settlement younger than this is still in the hands of the request that made it.</summary>
    private static readonly TimeSpan HandsOff = TimeSpan.FromSeconds(5);

    [Function(nameof(ApprovalSweep))]
    public async Task Run(
        [TimerTrigger("5/15 * * * * *", RunOnStartup = true)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            foreach (var approval in await approvals.UntoldAsync(tenant, clock.GetUtcNow() - HandsOff, cancellationToken))
            {
                await consequences.FollowAsync(client, approval, cancellationToken);
                LogFollowed(logger, approval.Id, tenant);
            }
        }
    }

    [LoggerMessage(2101, LogLevel.Warning, "Let the consequences of approval {Approval} of tenant {Tenant} follow, which an earlier process had not")]
    private static partial void LogFollowed(ILogger logger, string approval, string tenant);
}
