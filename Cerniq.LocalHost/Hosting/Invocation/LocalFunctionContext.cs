using System.Collections.Immutable;
using System.Diagnostics;
using Cerniq.LocalHost.Durable.Replay;
using Cerniq.LocalHost.Hosting.Discovery;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.LocalHost.Hosting.Invocation;

internal sealed class LocalFunctionContext : FunctionContext
{
    private readonly InvocationStart _start;
    private readonly CancellationToken _cancellation;
    private string? _invocationId;
    private IDictionary<object, object>? _items;
    private BindingContext? _binding;
    private TraceContext? _trace;

    public LocalFunctionContext(HostedFunction function, InvocationStart start, IServiceProvider services, CancellationToken cancellation)
    {
        Function = function;
        _start = start;
        _cancellation = cancellation;
        InstanceServices = services;
        Features = new InvocationFeatures(this);
    }

    /// <summary>Of an orchestrator, which can ask for it.</summary>
    public static LocalFunctionContext OfOrchestrator(HostedFunction function, InvocationStart start, IServiceProvider services)
    {
        var context = new LocalFunctionContext(function, start, services, CancellationToken.None);
        (start.TriggerValue as OrchestratorContext)?.FunctionContext = context;
        return context;
    }

    public HostedFunction Function { get; }

    public InvocationResults Results { get; } = new();

    /// <summary>What started the function, in the trigger's own terms.</summary>
    public object? TriggerValue => _start.TriggerValue;

    public HttpContext? Http => _start.Http;

    public override string InvocationId => _invocationId ??= Guid.NewGuid().ToString();

    public override string FunctionId => FunctionDefinition.Id;

    public override FunctionDefinition FunctionDefinition => Function.Definition;

    public override IServiceProvider InstanceServices { get; set; }

    public override IInvocationFeatures Features { get; }

    public override CancellationToken CancellationToken => _cancellation;

    public override RetryContext RetryContext => _start.Retry ?? LocalRetryContext.None;

    public override TraceContext TraceContext => _trace ??= new LocalTraceContext(Activity.Current);

    public override BindingContext BindingContext => _binding ??= new LocalBindingContext(_start.ReadBindingData());

    public override IDictionary<object, object> Items
    {
        get => _items ??= NewItems();
        set => _items = value;
    }

    private Dictionary<object, object> NewItems()
    {
        var items = new Dictionary<object, object>();
        if (Http is not null)
        {
            items.Add(FunctionContextExtensions.HttpContextKey, Http);
        }

        return items;
    }
}

internal sealed class LocalBindingContext(IReadOnlyDictionary<string, object?> data) : BindingContext
{
    public override IReadOnlyDictionary<string, object?> BindingData { get; } = data;
}

internal sealed class LocalRetryContext(int count, int max) : RetryContext
{
    public static readonly LocalRetryContext None = new(0, 0);

    public override int RetryCount { get; } = count;

    public override int MaxRetryCount { get; } = max;
}

internal sealed class LocalTraceContext(Activity? activity) : TraceContext
{
    public override string TraceParent { get; } = activity?.Id ?? "";

    public override string TraceState { get; } = activity?.TraceStateString ?? "";

    public override IReadOnlyDictionary<string, string> Attributes => ImmutableDictionary<string, string>.Empty;
}
