using Microsoft.DurableTask;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Calls activities so that a deal is never lost to an outage: after the step's own retries it raises an alert, and
/// tries again every quarter of an hour or as soon as somebody says so.</summary>
internal sealed class PatientCalls(TaskOrchestrationContext context, DealKey deal)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    public async Task<T> Call<T>(string activity, object input, TaskOptions retries)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                return await context.CallActivityAsync<T>(activity, input, retries);
            }
            catch (TaskFailedException failure) when (!failure.FailureDetails.IsCausedBy<InvalidTransitionException>())
            {
                var words = failure.FailureDetails.ErrorMessage;
                await context.CallActivityAsync(
                    nameof(ReportStuckStep), new StuckStep(deal, activity, words, round), RetrySchedules.Records);
                await PauseOrNudge(activity);
            }
        }
    }

    private async Task PauseOrNudge(string activity)
    {
        context.SetCustomStatus($"stuck at {activity}: trying again by itself every quarter of an hour");
        using var nudged = new CancellationTokenSource();
        var nudge = context.WaitForExternalEvent<string>(LifecycleEvents.Retry);
        var pause = context.CreateTimer(Pause, nudged.Token);
        if (await Task.WhenAny(nudge, pause) == nudge)
        {
            nudged.Cancel();
        }

        context.SetCustomStatus(null);
    }
}
