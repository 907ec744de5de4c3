using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Durable.Replay;

/// <summary>Tries a task again after failures, by policy or by handler. Timers and attempts take ids in the order of the
/// official engine, so that histories look the same.</summary>
internal static class RetryLoop
{
    /// <summary>Starts one attempt. The second argument is the id of the failed attempt before it.</summary>
    public delegate Task<T> Attempt<T>(int number, int? retryOf);

    public static async Task<T> RunAsync<T>(OrchestratorContext context, TaskRetryOptions? retry, Attempt<T> attempt)
    {
        if (retry is null)
        {
            return await attempt(1, null);
        }

        return retry.Policy is { } policy
            ? await ByPolicyAsync(context, policy, attempt)
            : await ByHandlerAsync(context, retry.Handler!, attempt);
    }

    private static Task<T> ByPolicyAsync<T>(OrchestratorContext context, RetryPolicy policy, Attempt<T> attempt)
    {
        var started = context.CurrentUtcDateTime;
        return TryAsync(attempt, async (failure, number) =>
        {
            if (failure.IsNonRetriable || !IsWanted(policy, failure) || IsOver(context, policy, started))
            {
                return false;
            }

            var last = number >= policy.MaxNumberOfAttempts;

            // After the last attempt the official engine still sets a timer, of no delay.
            await context.StartRetryTimer(last ? TimeSpan.Zero : Delay(policy, number - 1), failure.TaskId, started);
            return !last;
        });
    }

    private static Task<T> ByHandlerAsync<T>(OrchestratorContext context, AsyncRetryHandler handler, Attempt<T> attempt)
    {
        var started = context.CurrentUtcDateTime;
        return TryAsync(attempt, (failure, number) => handler(new RetryContext(
            context, number, failure.FailureDetails, context.CurrentUtcDateTime - started, CancellationToken.None)));
    }

    /// <summary>Tries until it succeeds or <paramref name="again"/> says no; then the last failure is thrown.</summary>
    private static async Task<T> TryAsync<T>(Attempt<T> attempt, Func<TaskFailedException, int, Task<bool>> again)
    {
        int? failedId = null;
        for (var number = 1; ; number++)
        {
            TaskFailedException failure;
            try
            {
                return await attempt(number, failedId);
            }
            catch (TaskFailedException failed)
            {
                failure = failed;
            }

            failedId = failure.TaskId;
            if (!await again(failure, number))
            {
                throw failure;
            }
        }
    }

    private static bool IsOver(OrchestratorContext context, RetryPolicy policy, DateTime started) =>
        policy.RetryTimeout != Timeout.InfiniteTimeSpan
        && policy.RetryTimeout < DateTime.MaxValue - started
        && context.CurrentUtcDateTime >= started + policy.RetryTimeout;

    private static TimeSpan Delay(RetryPolicy policy, int failures)
    {
        var next = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, failures);
        var ceiling = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.FromDays(3650) : policy.MaxRetryInterval;
        return next < ceiling.TotalMilliseconds ? TimeSpan.FromMilliseconds(next) : ceiling;
    }

    /// <summary>A filter that throws means no further attempt, as in the official engine.</summary>
    private static bool IsWanted(RetryPolicy policy, TaskFailedException failure)
    {
        try
        {
            return policy.Handle(failure);
        }
        catch (Exception)
        {
            return false;
        }
    }
}
