using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Running;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cerniq.LocalHost.Testing;

/// <summary>An engine with a clock of its own, for tests: weeks of waiting pass in milliseconds.</summary>
public sealed class DurableTestHost : IAsyncDisposable
{
    private readonly ITaskCatalog _catalog;
    private readonly ILoggerFactory _loggers;
    private readonly DirectoryInfo? _folder;
    private readonly PriorityQueue<Func<DurableTestHost, Task>, (DateTimeOffset At, int Order)> _plans = new();
    private int _planned;

    private DurableTestHost(ITaskCatalog catalog, DurableOptions? options, ILoggerFactory? loggers, ManualTimeProvider? clock)
    {
        _catalog = catalog;
        _loggers = loggers ?? NullLoggerFactory.Instance;
        Clock = clock ?? new ManualTimeProvider();
        if (options is null || options.DatabasePath.Length == 0)
        {
            _folder = Directory.CreateTempSubdirectory("durable-");
            options = (options ?? new DurableOptions { DatabasePath = "" }) with { DatabasePath = Path.Combine(_folder.FullName, "hub.db") };
        }

        Engine = new DurableEngine(options, _catalog, Clock, _loggers);
    }

    public ManualTimeProvider Clock { get; }

    public DurableEngine Engine { get; private set; }

    public DurableTaskClient Client => Engine.Client;

    /// <summary>Starts an engine with these tasks.</summary>
    /// <param name="tasks">Registers the orchestrators and activities.</param>
    /// <param name="options">With an empty path (or none) the file lives in a temporary folder of its own.</param>
    public static Task<DurableTestHost> StartAsync(
        Action<DurableTaskRegistry> tasks, DurableOptions? options = null, ILoggerFactory? loggers = null, ManualTimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var registry = new DurableTaskRegistry();
        tasks(registry);
        return StartAsync(new RegistryCatalog(registry, converter: options?.DataConverter), options, loggers, clock);
    }

    /// <inheritdoc cref="StartAsync(Action{DurableTaskRegistry}, DurableOptions?, ILoggerFactory?, ManualTimeProvider?)"/>
    public static async Task<DurableTestHost> StartAsync(
        ITaskCatalog catalog, DurableOptions? options = null, ILoggerFactory? loggers = null, ManualTimeProvider? clock = null)
    {
        var host = new DurableTestHost(catalog, options, loggers, clock);
        await host.Engine.StartAsync(CancellationToken.None);
        return host;
    }

    /// <summary>Stops the engine and opens its file with a new one.</summary>
    /// <param name="catalog">Other code, as after a deployment; null keeps the code.</param>
    public async Task RestartAsync(ITaskCatalog? catalog = null)
    {
        await Engine.DisposeAsync();
        Engine = new DurableEngine(Engine.Options, catalog ?? _catalog, Clock, _loggers);
        await Engine.StartAsync(CancellationToken.None);
    }

    /// <summary>Does something when the clock reaches an instant on its way through <see cref="AdvanceToNextAsync"/> or
    /// <see cref="AdvanceUntilIdleAsync"/>, after the timers of that instant. What is planned for one instant is done in the order of
    /// planning.</summary>
    public void At(DateTimeOffset instant, Func<DurableTestHost, Task> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        _plans.Enqueue(act, (instant, _planned++));
    }

    /// <summary>Raises an event at an instant; <see cref="At"/>.</summary>
    public void RaiseAt(DateTimeOffset instant, string instanceId, string eventName, object? payload = null) =>
        At(instant, host => host.Client.RaiseEventAsync(instanceId, eventName, payload));

    /// <summary>Cuts the power when a task comes by a checkpoint: nothing happens any more until <see cref="RestartAsync"/>, as after
    /// <c>kill -9</c>. Whoever waits for an answer gets an <see cref="IOException"/>.</summary>
    /// <param name="checkpoint">Where.</param>
    /// <param name="task">Name of the activity or orchestrator; null for any.</param>
    /// <param name="passing">The how manieth time; from 1.</param>
    public void CutPowerAt(Checkpoint checkpoint, string? task = null, int passing = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(passing);
        var passed = 0;
        Engine.Faults.Hook = (at, name) => at == checkpoint
            && (task is null || string.Equals(task, name, StringComparison.OrdinalIgnoreCase))
            && Interlocked.Increment(ref passed) == passing;
    }

    /// <summary>The power is cut.</summary>
    public bool IsPowerCut => Engine.Faults.IsCut;

    /// <summary>Moves the clock to the next thing that would happen (a timer, or what <see cref="At"/> planned), and waits until it
    /// and all it brings about have happened.</summary>
    /// <returns>False when nothing is left to happen.</returns>
    public Task<bool> AdvanceToNextAsync() => StepAsync(DateTimeOffset.MaxValue);

    /// <summary>Moves the clock from one thing that happens to the next until nothing is due within <paramref name="atMost"/>
    /// (null: ever).</summary>
    public async Task AdvanceUntilIdleAsync(TimeSpan? atMost = null)
    {
        var end = atMost is { } limit ? Clock.GetUtcNow() + limit : DateTimeOffset.MaxValue;
        while (await StepAsync(end))
        {
            // Each step is waited for.
        }

        if (atMost is not null && end > Clock.GetUtcNow())
        {
            Clock.Advance(end - Clock.GetUtcNow());
            await Engine.WhenIdleAsync();
        }
    }

    private async Task<bool> StepAsync(DateTimeOffset end)
    {
        await Engine.WhenIdleAsync();
        var timer = Engine.Faults.IsCut || Engine.NextTimerDue() is not { } due ? DateTimeOffset.MaxValue : new DateTimeOffset(due);
        var plan = _plans.TryPeek(out _, out var first) ? first.At : DateTimeOffset.MaxValue;
        var next = timer < plan ? timer : plan;
        if (next == DateTimeOffset.MaxValue || next > end)
        {
            return false;
        }

        var wait = next - Clock.GetUtcNow();
        if (wait > TimeSpan.Zero || timer <= plan)
        {
            Clock.Advance(wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1));
            await Engine.WhenIdleAsync();
        }

        while (_plans.TryPeek(out var act, out first) && first.At <= Clock.GetUtcNow())
        {
            _plans.Dequeue();
            await act(this);
            await Engine.WhenIdleAsync();
        }

        return true;
    }

    /// <summary>Starts an instance and moves the clock until nothing is left to happen.</summary>
    /// <returns>The instance with its input and output.</returns>
    public async Task<OrchestrationMetadata> RunAsync(TaskName orchestrator, object? input = null)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input);
        await AdvanceUntilIdleAsync();
        return (await Client.GetInstanceAsync(id, getInputsAndOutputs: true))!;
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _folder?.Delete(recursive: true);
    }
}
