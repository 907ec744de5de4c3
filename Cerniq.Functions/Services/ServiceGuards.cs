using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Cerniq.Functions.Services;

/// <summary>Time-out per attempt and a circuit breaker per tenant and host, so that one tenant's broken account or one
/// host's outage stops nobody else.</summary>
internal sealed class ServiceGuards(ServiceProfile profile, TimeProvider clock)
{
    private static readonly ResiliencePropertyKey<TimeSpan> TimeAllowed = new("time-allowed");

    private readonly ConcurrentDictionary<(string Tenant, string Host), ResiliencePipeline<Attempt>> pipelines = new();

    public async Task<Attempt> RunAsync(
        ServiceRequest request, Func<CancellationToken, Task<Attempt>> send, CancellationToken cancellationToken)
    {
        var pipeline = pipelines.GetOrAdd((request.Tenant, request.Address.Authority), _ => Build());
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(TimeAllowed, request.Timeout ?? profile.Timeout);
        try
        {
            return await pipeline.ExecuteAsync(of => TryAsync(request, send, cancellationToken, of.CancellationToken), context);
        }
        catch (BrokenCircuitException broken)
        {
            var fault = new ServiceFault(
                profile.Service,
                request.Operation,
                FaultKind.NetworkError,
                "not called: the last calls all failed, the next try is a little later",
                Ambiguous: false,
                RetryAfter: broken.RetryAfter);
            return new Attempt(null, fault, broken, Open: true);
        }
        catch (TimeoutRejectedException late)
        {
            return new Attempt(null, Faults.Of(profile.Service, request, late, timedOut: true), late);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<Attempt> TryAsync(
        ServiceRequest request, Func<CancellationToken, Task<Attempt>> send, CancellationToken caller, CancellationToken attempt)
    {
        try
        {
            return await send(attempt);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new Attempt(null, Faults.Of(profile.Service, request, failure, timedOut: false), failure);
        }
        catch (OperationCanceledException canceled) when (!attempt.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            // Nobody asked for it: the handler's own connect time-out.
            return new Attempt(null, Faults.Of(profile.Service, request, canceled, timedOut: false), canceled);
        }
    }

    private ResiliencePipeline<Attempt> Build() => new ResiliencePipelineBuilder<Attempt> { TimeProvider = clock }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Attempt>
        {
            FailureRatio = 0.8,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = TimeSpan.FromSeconds(10),
            ShouldHandle = static of => ValueTask.FromResult(of.Outcome.Exception is TimeoutRejectedException
                || of.Outcome.Result?.Fault?.Kind is FaultKind.NetworkError or FaultKind.ServerError or FaultKind.Unreadable),
        })
        .AddTimeout(new TimeoutStrategyOptions
        {
            TimeoutGenerator = static of => ValueTask.FromResult(of.Context.Properties.GetValue(TimeAllowed, TimeSpan.FromSeconds(30))),
        })
        .Build();
}
