using Microsoft.DurableTask;

namespace Cerniq.Functions.EFactura;

/// <summary>Names of the events a filing waits for.</summary>
public static class EFacturaEvents
{
    /// <summary>Try again now; payload is who said so.</summary>
    public const string Retry = "Retry";

    /// <summary>ANAF's answer is known from elsewhere; payload <see cref="AnafAnswer"/>.</summary>
    public const string AnafAnswered = "AnafAnswered";
}

/// <summary>Waits for an event or for time to pass.</summary>
/// <remarks>A waiter that is given up still takes the next event away from its successor. So there is one waiter for each
/// event, and it is kept until its event comes.</remarks>
internal sealed class SubmissionSignals(TaskOrchestrationContext context)
{
    private Task<string>? _retry;
    private Task<AnafAnswer>? _answered;

    /// <summary>Waits so long, or for ever, unless somebody says to retry.</summary>
    /// <returns>True when somebody did.</returns>
    public async Task<bool> RetryWithinAsync(TimeSpan? wait)
    {
        _retry ??= context.WaitForExternalEvent<string>(EFacturaEvents.Retry);
        if (!await CameWithinAsync(_retry, wait))
        {
            return false;
        }

        _retry = null;
        return true;
    }

    /// <summary>Waits so long unless the answer comes first.</summary>
    public async Task<AnafAnswer?> AnswerWithinAsync(TimeSpan wait)
    {
        _answered ??= context.WaitForExternalEvent<AnafAnswer>(EFacturaEvents.AnafAnswered);
        if (!await CameWithinAsync(_answered, wait))
        {
            return null;
        }

        var answer = await _answered;
        _answered = null;
        return answer;
    }

    private async Task<bool> CameWithinAsync(Task came, TimeSpan? wait)
    {
        if (wait is not { } limit)
        {
            await came;
            return true;
        }

        using var stop = new CancellationTokenSource();
        var timer = context.CreateTimer(limit, stop.Token);
        if (await Task.WhenAny(came, timer) == timer)
        {
            return false;
        }

        // CancelAsync leaves the orchestrator's thread, and what it did there could not be replayed.
#pragma warning disable CA1849, MA0042, S6966
        stop.Cancel();
#pragma warning restore CA1849, MA0042, S6966
        return true;
    }
}
