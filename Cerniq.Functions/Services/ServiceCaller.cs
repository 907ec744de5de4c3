using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Cerniq.Functions.Audit;
using Polly;
using Polly.Retry;

namespace Cerniq.Functions.Services;

/// <summary>The one door to one outside service: limits, time-outs, circuit breaker, quick retries of reads, audit, metrics.</summary>
public sealed class ServiceCaller(
    ServiceProfile profile,
    HttpMessageInvoker http,
    IRateGate gate,
    RateLimitOptions limits,
    IAuditSink audit,
    ServiceMetrics metrics,
    TimeProvider clock)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    private readonly ServiceGuards guards = new(profile, clock);
    private readonly ResiliencePipeline<Attempt> quickRetries = new ResiliencePipelineBuilder<Attempt> { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions<Attempt>
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(200),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = static of => ValueTask.FromResult(of.Outcome.Result is { Fault: { } fault, Open: false } && fault.Kind
                is FaultKind.NetworkError or FaultKind.Timeout or FaultKind.ServerError or FaultKind.Unreadable),
        })
        .Build();

    public string Service => profile.Service;

    /// <summary>Sends the request and returns the proper answer.</summary>
    /// <exception cref="ServiceException">There was none; the fault says why and whether it may have happened all the same.</exception>
    public async Task<ServiceReply> SendAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        var attempt = request.Nature == CallNature.Read
            ? await quickRetries.ExecuteAsync(token => new ValueTask<Attempt>(AttemptAsync(request, token)), cancellationToken)
            : await AttemptAsync(request, cancellationToken);
        return attempt.Reply is { } reply && attempt.Fault is null
            ? reply
            : throw ServiceException.For(attempt.Fault!, attempt.Failure, attempt.Reply);
    }

    /// <summary>Sends the request as the bearer of a token; one that is refused is fetched anew, once.</summary>
    public async Task<ServiceReply> SendAsync(ServiceRequest request, ITokenSource tokens, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(cancellationToken);
        try
        {
            return await SendAsync(With(request, token), cancellationToken);
        }
        catch (ServiceRefusedException refused) when (refused.Fault is { Kind: FaultKind.Authentication, Status: 401 })
        {
            tokens.Reject(token);
            token = await tokens.GetAsync(cancellationToken);
            return await SendAsync(With(request, token), cancellationToken);
        }
    }

    private static ServiceRequest With(ServiceRequest request, AccessToken token) =>
        request with { Authorization = new AuthenticationHeaderValue("Bearer", token.Value) };

    private async Task<Attempt> AttemptAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        DateTimeOffset letThrough;
        try
        {
            letThrough = await gate.WaitAsync(request.Tenant, Service, limits.EndpointOf(request), cancellationToken);
        }
        catch (RateGateClosedException closed)
        {
            var fault = new ServiceFault(
                Service, request.Operation, FaultKind.RateLimit, "not called: the service's limit is used up", Ambiguous: false, RetryAfter: closed.RetryAfter);
            return new Attempt(null, fault, closed);
        }

        var began = clock.GetTimestamp();
        try
        {
            var attempt = await guards.RunAsync(request, token => OneAsync(request, token), cancellationToken);
            await AnsweredAsync(request, letThrough);
            await NoteAsync(request, attempt, clock.GetElapsedTime(began));
            return attempt;
        }
        catch (OperationCanceledException gone) when (cancellationToken.IsCancellationRequested)
        {
            // The request may be on its way all the same, so the trail has a line for it.
            await AnsweredAsync(request, letThrough);
            var fault = new ServiceFault(
                Service, request.Operation, FaultKind.Timeout, "given up by the caller before the answer", request.Nature == CallNature.Effect);
            await NoteAsync(request, new Attempt(null, fault, gone), clock.GetElapsedTime(began));
            throw;
        }
    }

    private ValueTask AnsweredAsync(ServiceRequest request, DateTimeOffset letThrough) =>
        gate.AnsweredAsync(request.Tenant, Service, limits.EndpointOf(request), letThrough, CancellationToken.None);

    private async Task<Attempt> OneAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        using var message = request.ToMessage();
        using var response = await http.SendAsync(message, cancellationToken);
        var body = await BoundedBody.ReadAsync(response.Content, request.MaxAnswerBytes, cancellationToken);
        var reply = new ServiceReply(Service, request, (int)response.StatusCode, body ?? default, RetryAfter(response))
        {
            Date = response.Headers.Date,
        };
        if (body is null)
        {
            return new Attempt(null, reply.Fault(FaultKind.Unreadable, $"an answer longer than {request.MaxAnswerBytes} bytes"));
        }

        return new Attempt(reply, Faults.Of(reply, profile.Complaint(reply)));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > clock.GetUtcNow() ? date - clock.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };

    /// <summary>A quota that is used up until midnight is one endpoint's; it does not close the service.</summary>
    private static TimeSpan PauseFor(TimeSpan? asked) =>
        asked is { } wait && wait < LongestPause ? wait : asked is null ? TimeSpan.FromSeconds(2) : LongestPause;

    private async Task NoteAsync(ServiceRequest request, Attempt attempt, TimeSpan took)
    {
        var fault = attempt.Fault;
        var status = attempt.Reply?.Status ?? fault?.Status;
        if (fault is { Kind: FaultKind.RateLimit })
        {
            metrics.LimitHit(Service, request.Tenant, request.Endpoint);
        }

        if (attempt.Reply is { Status: 429 })
        {
            await gate.PauseAsync(request.Tenant, Service, PauseFor(fault?.RetryAfter), CancellationToken.None);
        }

        var label = status?.ToString(CultureInfo.InvariantCulture) ?? fault?.Kind.ToString() ?? "none";
        metrics.Called(Service, request.Method, request.Endpoint, label, fault is not null, took.TotalMilliseconds);

        // What was done is done: the line is written also when the caller has gone meanwhile.
        await audit.AppendAsync(Line(request, fault, status, took), CancellationToken.None);
    }

    private AuditEntry Line(ServiceRequest request, ServiceFault? fault, int? status, TimeSpan took)
    {
        var scope = CallScope.Current;
        return new AuditEntry(
            request.Tenant,
            scope?.Subject ?? "service/" + Service,
            AuditKind.Call,
            $"{Service} {request.Operation}",
            fault?.Kind.ToString() ?? "ok",
            scope?.CorrelationId ?? Activity.Current?.TraceId.ToString() ?? "",
            clock.GetUtcNow(),
            Status: status,
            DurationMs: Math.Round(took.TotalMilliseconds, 1),
            Detail: fault?.Words);
    }
}

/// <summary>What one attempt brought.</summary>
/// <param name="Open">True when the circuit breaker kept it from being made.</param>
internal sealed record Attempt(ServiceReply? Reply, ServiceFault? Fault, Exception? Failure = null, bool Open = false);
