using Cerniq.Functions.Oblio.Queues;
using Cerniq.Functions.Services;
using Microsoft.DurableTask;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Calls activities so that a deal is never lost to an outage: after the step's own retries it raises an alert, and
/// tries again at growing intervals, a quarter of an hour at most, or as soon as somebody says so. A limit that is used up is
/// waited for without a word.</summary>
internal sealed class PatientCalls(TaskOrchestrationContext context, DealKey deal)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan WhilePaused = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstTurn = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(100);

    public async Task<T> Call<T>(string activity, object input, TaskOptions retries)
    {
        for (int round = 0, turns = 0; ;)
        {
            try
            {
                return await context.CallActivityAsync<T>(activity, input, retries);
            }
            catch (TaskFailedException limited) when (limited.FailureDetails.IsCausedBy<ServiceLimitedException>())
            {
                await WaitForTheTurn(turns++);
            }
            catch (TaskFailedException paused) when (paused.FailureDetails.IsCausedBy<QueuePausedException>())
            {
                await PauseOrNudge($"{activity}, whose queue is paused", WhilePaused);
            }
            catch (TaskFailedException failure) when (!failure.FailureDetails.IsCausedBy<InvalidTransitionException>())
            {
                var words = failure.FailureDetails.ErrorMessage;
                var pause = Doubled(FirstPause, round++, LongestPause);
                await context.CallActivityAsync(
                    nameof(ReportStuckStep), new StuckStep(deal, activity, words, round), RetrySchedules.Records);
                await PauseOrNudge(activity, pause);
            }
        }
    }

    /// <summary>Sleeps until the turn that the step has booked; where the service itself asked to be left alone, a growing while.</summary>
    private async Task WaitForTheTurn(int turns)
    {
        var turn = await context.CallActivityAsync<DateTimeOffset?>(nameof(ReadTurn), deal, RetrySchedules.Records);
        var wakeAt = turn?.UtcDateTime > context.CurrentUtcDateTime
            ? turn.Value.UtcDateTime
            : context.CurrentUtcDateTime + Doubled(FirstTurn, turns, LongestTurn);
        await context.CreateTimer(wakeAt, CancellationToken.None);
    }

    private static TimeSpan Doubled(TimeSpan first, int times, TimeSpan longest) =>
        times > 10 || first * (1 << times) > longest ? longest : first * (1 << times);

    private async Task PauseOrNudge(string activity, TimeSpan pause)
    {
        context.SetCustomStatus($"stuck at {activity}: tried again by itself");
        using var nudged = new CancellationTokenSource();
        var nudge = context.WaitForExternalEvent<string>(LifecycleEvents.Retry);
        if (await Task.WhenAny(nudge, context.CreateTimer(pause, nudged.Token)) == nudge)
        {
            nudged.Cancel();
        }

        context.SetCustomStatus(null);
    }
}
