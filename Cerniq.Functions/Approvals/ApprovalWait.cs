using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Cerniq.Functions.Approvals;

/// <summary>Which approval.</summary>
public sealed record ApprovalKey(string Tenant, string ApprovalId)
{
    /// <summary>The orchestration that waits for its decision.</summary>
    public string InstanceId => $"approval-{TenantId.InInstanceId(Tenant)}-{ApprovalId}";
}

/// <summary>Where an approval stands.</summary>
/// <param name="RemindEvery">How long until people are reminded, and again after that.</param>
public sealed record ApprovalStanding(ApprovalStatus Status, DateTimeOffset? ExpiresAt, TimeSpan RemindEvery);

/// <summary>Waits for one approval's decision: reminds people by durable timer, and lets it expire. Run it as a
/// sub-orchestration under <see cref="ApprovalKey.InstanceId"/>.</summary>
public static class ApprovalWait
{
    /// <summary>The event that says so; its payload is the approval's id.</summary>
    public const string Settled = "ApprovalSettled";

    /// <returns>How it was settled.</returns>
    [Function(nameof(ApprovalWait))]
    public static async Task<ApprovalStatus> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key = context.GetInput<ApprovalKey>()!;

        // Listens before it looks: a decision in between must not be missed.
        var settled = context.WaitForExternalEvent<string>(Settled);
        while (true)
        {
            var standing = await context.CallActivityAsync<ApprovalStanding>(nameof(ReadApproval), key, RetrySchedules.Records);
            if (standing.Status != ApprovalStatus.Pending)
            {
                return standing.Status;
            }

            var expiresAt = standing.ExpiresAt?.UtcDateTime ?? DateTime.MaxValue;
            var remindAt = context.CurrentUtcDateTime + standing.RemindEvery;
            var expiresNext = expiresAt <= remindAt;
            if (await IsSettledBefore(context, settled, expiresNext ? expiresAt : remindAt))
            {
                // Read once more what was decided; the event only says that it was.
                settled = context.WaitForExternalEvent<string>(Settled);
                continue;
            }

            await context.CallActivityAsync<string>(
                expiresNext ? nameof(ExpireApproval) : nameof(RemindOfApproval), key, RetrySchedules.Records);
        }
    }

    private static async Task<bool> IsSettledBefore(TaskOrchestrationContext context, Task<string> settled, DateTime moment)
    {
        using var over = new CancellationTokenSource();
        var timer = context.CreateTimer(moment, over.Token);
        if (await Task.WhenAny(settled, timer) != settled)
        {
            return false;
        }

        over.Cancel();
        return true;
    }
}
