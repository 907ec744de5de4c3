using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Cerniq.Functions.Payments.Refunds;

/// <summary>A refund: approved where the tenant's rule asks for it, paid once, followed to its end.</summary>
public static class RefundPayment
{
    /// <summary>Raised when something has changed: a decision, or news of the payment.</summary>
    public const string ChangedEvent = "Changed";

    private const int MaxLooks = 60;

    /// <summary>A decision is looked for soon at first, then ever more seldom; the matter expires by itself.</summary>
    private static readonly int[] ApprovalSeconds = [2, 5, 10, 30, 60, 300, 900];

    private static readonly int[] StateSeconds = [1, 2, 5, 15, 60, 300, 900, 3600];

    [Function(nameof(RefundPayment))]
    public static async Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var refund = context.GetInput<RefundKey>()!;
        var change = context.WaitForExternalEvent<string>(ChangedEvent);
        for (var look = 0; ; look++)
        {
            var verdict = await context.CallActivityAsync<RefundVerdict>(nameof(ApproveRefund), refund, Patiently);
            if (verdict == RefundVerdict.Refused)
            {
                return "REJECTED";
            }

            if (verdict == RefundVerdict.Approved)
            {
                break;
            }

            context.SetCustomStatus("waiting for a person to approve the refund");
            await PauseOrChange(context, change, ApprovalSeconds[Math.Min(look, ApprovalSeconds.Length - 1)]);
            change = Next(context, change);
        }

        context.SetCustomStatus(null);
        var status = await context.CallActivityAsync<RefundStatus>(nameof(PayRefund), refund, Patiently);
        for (var look = 0; status == RefundStatus.Processing && look < MaxLooks; look++)
        {
            await PauseOrChange(context, change, StateSeconds[Math.Min(look, StateSeconds.Length - 1)]);
            change = Next(context, change);
            status = await context.CallActivityAsync<RefundStatus>(nameof(FollowRefund), refund, Patiently);
        }

        return status.ToString();
    }

    /// <summary>Revolut may be away for a day.</summary>
    private static TaskOptions Patiently { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(40, TimeSpan.FromSeconds(1), 2, TimeSpan.FromHours(1)));

    /// <param name="change">The one event that is waited for, over all pauses: a waiter left behind would swallow what comes between them.</param>
    private static async Task PauseOrChange(TaskOrchestrationContext context, Task<string> change, int seconds)
    {
        using var changed = new CancellationTokenSource();
        if (await Task.WhenAny(change, context.CreateTimer(TimeSpan.FromSeconds(seconds), changed.Token)) == change)
        {
            changed.Cancel();
        }
    }

    private static Task<string> Next(TaskOrchestrationContext context, Task<string> change) =>
        change.IsCompleted ? context.WaitForExternalEvent<string>(ChangedEvent) : change;
}

public enum RefundVerdict
{
    Approved,
    Waiting,
    Refused,
}
