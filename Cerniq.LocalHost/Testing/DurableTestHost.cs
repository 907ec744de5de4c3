using Cerniq.LocalHost.Durable;
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

    /// <summary>Moves the clock from timer to timer until nothing is due within <paramref name="atMost"/> (null: ever).</summary>
    public async Task AdvanceUntilIdleAsync(TimeSpan? atMost = null)
    {
        var end = atMost is { } limit ? Clock.GetUtcNow() + limit : DateTimeOffset.MaxValue;
        while (true)
        {
            await Engine.WhenIdleAsync();
            if (Engine.Faults.IsCut || Engine.NextTimerDue() is not { } due || new DateTimeOffset(due) > end)
            {
                break;
            }

            var wait = new DateTimeOffset(due) - Clock.GetUtcNow();
            Clock.Advance(wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1));
        }

        if (atMost is not null && end > Clock.GetUtcNow())
        {
            Clock.Advance(end - Clock.GetUtcNow());
            await Engine.WhenIdleAsync();
        }
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
