using Cerniq.LocalHost.Hosting;
using Cerniq.LocalHost.Hosting.Discovery;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Timers;

/// <summary>Runs one timer function on its schedule, never twice at once.</summary>
internal sealed class TimerListener : IDisposable
{
    /// <summary>A machine that slept wakes with its clocks moved: no wait is longer than this.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>With so many deaths in a row the run at the start is left out.</summary>
    public const int Deaths = 3;

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _one = new(1);
    private readonly HostedFunction _function;
    private readonly TimerTriggerAttribute _trigger;
    private readonly TimerSchedule _schedule;
    private readonly TimerStore? _store;
    private readonly TimerRunner _runner;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private TimerStatus _status;
    private Task _loop = Task.CompletedTask;
    private Task _byHand = Task.CompletedTask;

    /// <summary>Makes a listener that sleeps until it is started.</summary>
    /// <param name="function">The function.</param>
    /// <param name="trigger">Its trigger.</param>
    /// <param name="schedule">When it is due.</param>
    /// <param name="store">Where its status is kept; null when it is not.</param>
    /// <param name="runner">Runs it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    public TimerListener(
        HostedFunction function,
        TimerTriggerAttribute trigger,
        TimerSchedule schedule,
        TimerStore? store,
        TimerRunner runner,
        TimeProvider time,
        ILogger log)
    {
        _function = function;
        _trigger = trigger;
        _schedule = schedule;
        _store = store;
        _runner = runner;
        _time = time;
        _log = log;
        _status = Fresh(last: null);
    }

    public string FunctionName => _function.Name;

    /// <summary>When the function is due next.</summary>
    public DateTimeOffset Next => _status.Next;

    public async Task StartAsync()
    {
        var isPastDue = _store is not null && await ResumeAsync(_store);
        _loop = Task.Run(() => LoopAsync(runNow: isPastDue || _trigger.RunOnStartup, isPastDue));
    }

    /// <summary>Runs the function soon, by hand; its schedule stays as it is.</summary>
    public void RunByHand()
    {
        lock (_stop)
        {
            _byHand = Task.WhenAll(_byHand, Task.Run(RunByHandAsync));
        }
    }

    /// <summary>Starts no more runs.</summary>
    public void TakeNoMore() => _stop.Cancel();

    /// <summary>Starts no more runs and waits for the one that is on.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loop, _byHand).WaitAsync(cancellation);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _one.Dispose();
    }

    /// <summary>Takes up the kept status.</summary>
    /// <returns>True when a run was missed.</returns>
    private async Task<bool> ResumeAsync(TimerStore store)
    {
        if (store.Read(_function.Name) is not { } kept)
        {
            await KeepAsync();
            return false;
        }

        var now = Now();
        var expected = _schedule.Next(kept.Last ?? kept.Updated);
        if (expected != kept.Next)
        {
            _status = kept with { Next = expected < now ? _schedule.Next(now) : expected, Updated = now };
            await KeepAsync();
            return false;
        }

        _status = kept;
        return now > kept.Next;
    }

    private async Task LoopAsync(bool runNow, bool isPastDue)
    {
        try
        {
            if (runNow)
            {
                await RunAtStartAsync(isPastDue);
            }

            while (true)
            {
                await WaitUntilAsync(_status.Next);
                await RunAsync(isPastDue: false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The host stops; what is missed meanwhile is made up at the next start.
        }
    }

    /// <summary>A run that kills the process is due again at each start: it must not keep the host from ever starting.</summary>
    private async Task RunAtStartAsync(bool isPastDue)
    {
        var deaths = await TryAsync(store => store.BeginAtStartAsync(_function.Name));
        try
        {
            if (deaths < Deaths)
            {
                await RunAsync(isPastDue);
                return;
            }

            _log.TimerKills(_function.Name, deaths, _schedule.Next(Now()));
            _status = Fresh(Now());
            await KeepAsync();
        }
        finally
        {
            await TryAsync(store => store.EndAtStartAsync(_function.Name));
        }
    }

    private async Task RunByHandAsync()
    {
        try
        {
            await _one.WaitAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            await _runner.RunAsync(_function, Info(isPastDue: false), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The host stops between two repetitions.
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task WaitUntilAsync(DateTimeOffset due)
    {
        while (due - _time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait < LongestWait ? wait : LongestWait, _time, _stop.Token);
        }
    }

    private async Task RunAsync(bool isPastDue)
    {
        await _one.WaitAsync(_stop.Token);
        try
        {
            var began = Now();
            await _runner.RunAsync(_function, Info(isPastDue), _stop.Token);
            _status = Fresh(began);
            await KeepAsync();
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task KeepAsync() => await TryAsync(async store =>
    {
        await store.WriteAsync(_function.Name, _status);
        return 0;
    });

    /// <returns>0 also when nothing is kept, or the store refuses.</returns>
    private async Task<int> TryAsync(Func<TimerStore, Task<int>> write)
    {
        try
        {
            return _store is null ? 0 : await write(_store);
        }
        catch (Storage.StoreException failure)
        {
            _log.TimerNotKept(failure, _function.Name);
            return 0;
        }
    }

    private TimerStatus Fresh(DateTimeOffset? last) => new(last, _schedule.Next(last ?? Now()), Now());

    private TimerInfo Info(bool isPastDue) => new()
    {
        IsPastDue = isPastDue,
        ScheduleStatus = _store is null
            ? null
            : new ScheduleStatus
            {
                Last = _status.Last?.UtcDateTime ?? default,
                Next = _status.Next.UtcDateTime,
                LastUpdated = _status.Updated.UtcDateTime,
            },
    };

    /// <summary>Now, to the millisecond that the store keeps.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());
}
