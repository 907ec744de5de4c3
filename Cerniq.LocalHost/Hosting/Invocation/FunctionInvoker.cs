using System.Collections.Concurrent;
using System.Diagnostics;
using Cerniq.LocalHost.Hosting.Configuration;
using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Hosting.Invocation;

/// <summary>Runs functions: scope, middleware, parameters, call, outputs.</summary>
internal sealed class FunctionInvoker
{
    public static readonly ActivitySource Traces = new("Microsoft.Azure.Functions.Worker");

    private readonly ConcurrentDictionary<HostedFunction, CompiledFunction> _compiled = new();
    private readonly FunctionExecutionDelegate _run;
    private readonly WorkerSerializer _serializer;
    private readonly IServiceScopeFactory _scopes;
    private readonly RunningInvocations _running;
    private readonly HostSettings _settings;
    private readonly QueueOutputs _outputs;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public FunctionInvoker(
        FunctionPipeline pipeline,
        WorkerSerializer serializer,
        IServiceScopeFactory scopes,
        RunningInvocations running,
        HostSettings settings,
        QueueOutputs outputs,
        TimeProvider time,
        ILogger<FunctionInvoker> log)
    {
        _run = pipeline.Build(ExecuteAsync);
        _serializer = serializer;
        _scopes = scopes;
        _running = running;
        _settings = settings;
        _outputs = outputs;
        _time = time;
        _log = log;
    }

    /// <summary>Compiles a function, the first time.</summary>
    public CompiledFunction Prepare(HostedFunction function) =>
        _compiled.GetOrAdd(function, static (function, serializer) => new CompiledFunction(function, serializer), _serializer);

    /// <summary>Runs a function in a scope of its own and carries its outputs away.</summary>
    public async Task<InvocationResults> InvokeAsync(HostedFunction function, InvocationStart start, CancellationToken cancellation)
    {
        await using var scope = _scopes.CreateAsyncScope();
        return await InvokeAsync(function, start, scope.ServiceProvider, cancellation);
    }

    /// <summary>Runs a function with these services and carries its outputs away.</summary>
    /// <exception cref="FunctionTimeoutException">It ran longer than host.json's functionTimeout.</exception>
    public async Task<InvocationResults> InvokeAsync(
        HostedFunction function, InvocationStart start, IServiceProvider services, CancellationToken cancellation)
    {
        using var running = _running.Enter();
        using var activity = Traces.StartActivity(function.Name);
        using var timeout = new CancellationTokenSource(_settings.FunctionTimeout ?? Timeout.InfiniteTimeSpan, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            cancellation, start.EndsWithHost ? _running.MustStop : CancellationToken.None, timeout.Token);
        var context = new LocalFunctionContext(function, start, services, stop.Token);
        if (_log.IsEnabled(LogLevel.Debug))
        {
            _log.Executing(function.Name, context.InvocationId, function.TriggerType);
        }

        try
        {
            await _run(context);
            await _outputs.SendAsync(context.Results);
            return context.Results;
        }
        catch (OperationCanceledException cancelled) when (timeout.IsCancellationRequested)
        {
            throw new FunctionTimeoutException(function.Name, _settings.FunctionTimeout!.Value, cancelled);
        }
        catch (Exception failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
            throw;
        }
    }

    /// <summary>Runs an orchestrator: no scope, clock or token of the host's own may come between it and the engine.</summary>
    public async Task<object?> InvokeOrchestratorAsync(HostedFunction function, InvocationStart start, IServiceProvider services)
    {
        var context = LocalFunctionContext.OfOrchestrator(function, start, services);
        await _run(context);
        return context.Results.Returned;
    }

    private async Task ExecuteAsync(FunctionContext context)
    {
        var local = context as LocalFunctionContext
            ?? context.Features.Get<LocalFunctionContext>()
            ?? throw new InvalidOperationException("Middleware passed on a context that the host did not make.");
        local.Results.Returned = await Prepare(local.Function).CallAsync(local);
        local.Results.Split(local.Function.Outputs);
    }
}

/// <summary>A function ran longer than the functionTimeout of host.json.</summary>
public sealed class FunctionTimeoutException(string function, TimeSpan timeout, Exception? inner = null)
    : TimeoutException($"The function '{function}' was cancelled after its time-out of {timeout}.", inner);
