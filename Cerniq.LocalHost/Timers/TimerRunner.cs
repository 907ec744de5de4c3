using System.Globalization;
using Cerniq.LocalHost.Hosting;
using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Hosting.Invocation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Timers;

/// <summary>Runs a timer function once, with the repetitions its attribute asks for. A failure is logged and goes no further.</summary>
/// <remarks>A run that the stopping host cut short throws: it did not take place, and is made up at the next start.</remarks>
internal sealed class TimerRunner(FunctionInvoker invoker, RunningInvocations running, TimeProvider time, ILogger<TimerRunner> log)
{
    public async Task RunAsync(HostedFunction function, TimerInfo info, CancellationToken stopRetrying)
    {
        log.TimerRuns(function.Name, info.IsPastDue);
        var retry = function.Retry;
        for (var count = 0; ; count++)
        {
            try
            {
                var start = new InvocationStart { TriggerValue = info, Retry = new LocalRetryContext(count, retry?.MaxRetryCount ?? 0) };
                await invoker.InvokeAsync(function, start, CancellationToken.None);
                return;
            }
            catch (OperationCanceledException) when (running.MustStop.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception failure) when (retry is not null && (retry.MaxRetryCount < 0 || count < retry.MaxRetryCount))
            {
                var delay = Delay(retry, count);
                log.TimerRetries(failure, function.Name, count + 1, delay);
                await Task.Delay(delay, time, stopRetrying);
            }
            catch (Exception failure)
            {
                log.TimerFailed(failure, function.Name);
                return;
            }
        }
    }

    private static TimeSpan Delay(RetryAttribute retry, int count)
    {
        if (retry is not ExponentialBackoffRetryAttribute backoff)
        {
            return Read(((FixedDelayRetryAttribute)retry).DelayInterval);
        }

        var longest = Read(backoff.MaximumInterval);
        var delay = Read(backoff.MinimumInterval) * Math.Pow(2, Math.Min(count, 30));
        return delay < longest ? delay : longest;
    }

    private static TimeSpan Read(string interval) => TimeSpan.Parse(interval, CultureInfo.InvariantCulture);
}
