using System.Reflection;
using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Replay;
using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Hosting.Invocation;
using Cerniq.LocalHost.Hosting.Orchestration;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cerniq.LocalHost.Testing;

/// <summary>The orchestrator functions of an app, as code to replay histories against. It has no activities, and middleware is left
/// out.</summary>
public sealed class FunctionOrchestrators : ITaskCatalog
{
    private readonly Dictionary<string, HostedFunction> _functions;
    private readonly WorkerSerializer _serializer;
    private readonly IServiceProvider _services;

    /// <summary>Finds them.</summary>
    /// <param name="app">The app's assembly.</param>
    /// <param name="options">The worker's settings; its serializer reads the payloads.</param>
    /// <param name="services">For orchestrators that are not static.</param>
    public FunctionOrchestrators(Assembly app, WorkerOptions? options = null, IServiceProvider? services = null)
        : this((app ?? throw new ArgumentNullException(nameof(app))).GetTypes(), options, services)
    {
    }

    /// <summary>Finds them in some classes.</summary>
    /// <param name="classes">The classes that hold the functions.</param>
    /// <param name="options">As above.</param>
    /// <param name="services">As above.</param>
    public FunctionOrchestrators(IEnumerable<Type> classes, WorkerOptions? options = null, IServiceProvider? services = null)
    {
        _functions = FunctionDiscovery.Find(classes).WithTrigger<OrchestrationTriggerAttribute>()
            .ToDictionary(found => found.Trigger.Orchestration ?? found.Function.Name, found => found.Function, StringComparer.OrdinalIgnoreCase);
        _serializer = new WorkerSerializer(Options.Create(options ?? new WorkerOptions()));
        _services = services ?? new ServiceCollection().BuildServiceProvider();
        Converter = new WorkerDataConverter(_serializer);
    }

    /// <summary>The names of all orchestrators.</summary>
    public IReadOnlyCollection<string> Names => _functions.Keys;

    /// <summary>Reads and writes payloads as the app does.</summary>
    public DataConverter Converter { get; }

    /// <inheritdoc />
    public ITaskOrchestrator? FindOrchestrator(string name) =>
        _functions.TryGetValue(name, out var function) ? new Code(function, new CompiledFunction(function, _serializer), _services) : null;

    /// <inheritdoc />
    public ActivityFunction? FindActivity(string name) => null;

    private sealed class Code(HostedFunction function, CompiledFunction compiled, IServiceProvider services) : ITaskOrchestrator, IOrchestratorElsewhere
    {
        public Assembly Home => function.Method.Module.Assembly;

        public Type InputType => typeof(FunctionOrchestrator.NotRead);

        public Type OutputType => typeof(object);

        public Task<object?> RunAsync(TaskOrchestrationContext context, object? input) => compiled.CallAsync(
            LocalFunctionContext.OfOrchestrator(function, new InvocationStart { TriggerValue = context }, services));
    }
}
