using Cerniq.LocalHost.Hosting;
using Cerniq.LocalHost.Hosting.Configuration;
using Cerniq.LocalHost.Hosting.Discovery;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Timers;

/// <summary>Keeps all timer functions going.</summary>
internal sealed class TimerHost(
    FunctionCatalog functions,
    HostDatabase database,
    IConfiguration settings,
    TimerRunner runner,
    TimeProvider time,
    ILogger<TimerHost> log) : IDisposable
{
    private TimerListener[] _listeners = [];

    public async Task StartAsync()
    {
        var zone = Zone();
        _listeners = [.. functions.WithTrigger<TimerTriggerAttribute>().Select(found => Create(found.Function, found.Trigger, zone))];
        await Task.WhenAll(_listeners.Select(listener => listener.StartAsync()));
    }

    /// <summary>The timer of a function, or null.</summary>
    public TimerListener? Find(string function) =>
        _listeners.FirstOrDefault(listener => listener.FunctionName.Equals(function, StringComparison.OrdinalIgnoreCase));

    /// <summary>Starts no more runs.</summary>
    public void TakeNoMore()
    {
        foreach (var listener in _listeners)
        {
            listener.TakeNoMore();
        }
    }

    /// <summary>Starts no more runs and waits for those that are on.</summary>
    public Task StopAsync(CancellationToken cancellation) =>
        Task.WhenAll(_listeners.Select(listener => listener.StopAsync(cancellation)));

    public void Dispose()
    {
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }
    }

    private TimerListener Create(HostedFunction function, TimerTriggerAttribute trigger, TimeZoneInfo zone)
    {
        try
        {
            var schedule = TimerSchedule.Parse(SettingName.Resolve(trigger.Schedule, settings), zone);
            var monitored = trigger.UseMonitor && !schedule.IsTooFrequentToMonitor(time.GetUtcNow());
            var store = monitored ? new TimerStore(database.Store) : null;
            return new TimerListener(function, trigger, schedule, store, runner, time, log);
        }
        catch (ArgumentException invalid)
        {
            throw new HostConfigurationException($"The timer function '{function.Name}' cannot start: {invalid.Message}", invalid);
        }
    }

    private TimeZoneInfo Zone() =>
        settings["WEBSITE_TIME_ZONE"] is { Length: > 0 } name ? TimeZoneInfo.FindSystemTimeZoneById(name) : time.LocalTimeZone;
}
