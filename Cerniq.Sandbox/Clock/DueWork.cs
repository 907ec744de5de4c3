using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Clock;

/// <summary>Work that becomes due by the sandbox clock. What is due is a row in the store, so it outlives the process.</summary>
internal interface IDueWork
{
    /// <summary>The kind under which it was scheduled.</summary>
    string Kind { get; }

    /// <summary>Does one piece and takes it off the schedule, in one write.</summary>
    void Run(StoreSession session, string id);
}

/// <summary>Runs what has become due.</summary>
internal sealed partial class DueLoop(SandboxStore store, SandboxClock clock, IEnumerable<IDueWork> works, TimeProvider time, ILogger<DueLoop> logger)
    : BackgroundService
{
    private readonly IDueWork[] _works = [.. works];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(40), time);
        while (await Ticks.NextAsync(timer, stoppingToken))
        {
            foreach (var work in _works)
            {
                await RunDueAsync(work);
            }
        }
    }

    private async Task RunDueAsync(IDueWork work)
    {
        var due = store.Read(session => session.Due(work.Kind, clock.Milliseconds));
        if (due.Count == 0)
        {
            return;
        }

        try
        {
            await Task.WhenAll(due.Select(id => store.WriteAsync(session => work.Run(session, id))));
        }
#pragma warning disable CA1031 // The next tick tries again; one bad row must not stop the others.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogFailure(work.Kind, failure);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Due work {Kind} failed and will be tried again")]
    private partial void LogFailure(string kind, Exception failure);
}
