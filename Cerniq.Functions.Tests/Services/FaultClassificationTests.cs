using System.Net;
using System.Net.Http.Headers;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Tests.Services;

public sealed class FaultClassificationTests
{
    private static readonly ServiceProfile Profile = new("oblio", TimeSpan.FromSeconds(30), reply =>
        reply.IsSuccess ? null : new Complaint(reply.Text()));

    [Theory]
    [InlineData(400, FaultKind.Validation, false)]
    [InlineData(401, FaultKind.Authentication, false)]
    [InlineData(403, FaultKind.Authentication, false)]
    [InlineData(404, FaultKind.NotFound, false)]
    [InlineData(408, FaultKind.Timeout, true)]
    [InlineData(409, FaultKind.Duplicate, true)]
    [InlineData(422, FaultKind.Validation, false)]
    [InlineData(429, FaultKind.RateLimit, false)]
    [InlineData(302, FaultKind.Unreadable, true)]
    [InlineData(500, FaultKind.ServerError, true)]
    [InlineData(502, FaultKind.ServerError, true)]
    [InlineData(503, FaultKind.ServerError, true)]
    [InlineData(504, FaultKind.ServerError, true)]
    public async Task Classes_an_effect_by_status(int status, FaultKind kind, bool ambiguous)
    {
        var fault = await FaultOf(new StubService().Then("{\"x\":\"Eroare\"}", status), Effect());

        fault.Kind.ShouldBe(kind);
        fault.Ambiguous.ShouldBe(ambiguous);
        fault.Status.ShouldBe(status);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, false)]
    [InlineData(HttpRequestError.NameResolutionError, false)]
    [InlineData(HttpRequestError.SecureConnectionError, false)]
    [InlineData(HttpRequestError.ProxyTunnelError, false)]
    [InlineData(HttpRequestError.ResponseEnded, true)]
    [InlineData(HttpRequestError.InvalidResponse, true)]
    [InlineData(HttpRequestError.Unknown, true)]
    public async Task Doubts_an_effect_only_when_it_can_have_left(HttpRequestError error, bool ambiguous)
    {
        var fault = await FaultOf(new StubService().ThenFail(new HttpRequestException(error, "the line broke")), Effect());

        fault.Kind.ShouldBe(FaultKind.NetworkError);
        fault.Ambiguous.ShouldBe(ambiguous);
        fault.Words.ShouldBe("the line broke");
    }

    [Fact]
    public async Task Does_not_doubt_an_effect_whose_connection_was_never_made()
    {
        var failure = new TaskCanceledException("connect", new TimeoutException("no connection in time"));

        var fault = await FaultOf(new StubService().ThenFail(failure), Effect());

        fault.Kind.ShouldBe(FaultKind.NetworkError);
        fault.Ambiguous.ShouldBeFalse();
    }

    [Fact]
    public async Task Doubts_an_effect_that_broke_while_the_answer_was_read()
    {
        var stub = new StubService().Then(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new BrokenContent() });

        var fault = await FaultOf(stub, Effect());

        fault.Kind.ShouldBe(FaultKind.NetworkError);
        fault.Ambiguous.ShouldBeTrue();
    }

    [Fact]
    public async Task Times_out_and_doubts()
    {
        var stub = new StubService();
        var never = new HttpMessageInvoker(new NeverAnswers());
        var caller = new ServiceCaller(
            Profile, never, new StubService.OpenGate(), new RateLimitOptions(), new NoTrail(), new ServiceMetrics(), stub.Clock);

        var failure = await Should.ThrowAsync<ServiceUnavailableException>(
            () => stub.Clock.RunAsync(caller.SendAsync(Effect(), CancellationToken.None)));

        failure.Fault.Kind.ShouldBe(FaultKind.Timeout);
        failure.Fault.Ambiguous.ShouldBeTrue();
    }

    [Fact]
    public async Task Lets_the_callers_own_cancellation_through()
    {
        var never = new HttpMessageInvoker(new NeverAnswers());
        var caller = new ServiceCaller(
            Profile, never, new StubService.OpenGate(), new RateLimitOptions(), new NoTrail(), new ServiceMetrics(), new ManualClock());
        using var gone = new CancellationTokenSource();
        var call = caller.SendAsync(Effect(), gone.Token);

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Knows_a_block_page_under_HTTP_200()
    {
        const string page = "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. "
            + "Please consult with your administrator.<br><br>Your support ID is: 123";

        var fault = await FaultOf(new StubService().Then(page, 200, "text/html"), Effect());

        fault.Kind.ShouldBe(FaultKind.Unreadable);
        fault.Ambiguous.ShouldBeTrue();
        fault.Words.ShouldContain("Your support ID is: 123");
        fault.Words.ShouldNotContain("<");
    }

    [Fact]
    public async Task Refuses_an_answer_without_end()
    {
        var fault = await FaultOf(
            new StubService().Then(new string('x', 5000)), Effect() with { MaxAnswerBytes = 1000 });

        fault.Kind.ShouldBe(FaultKind.Unreadable);
        fault.Ambiguous.ShouldBeTrue();
    }

    [Fact]
    public async Task Reads_Retry_After_in_seconds_and_as_a_date()
    {
        var clock = new ManualClock();
        var seconds = await FaultOf(new StubService { Clock = clock }.Then(_ => Limited(new RetryConditionHeaderValue(TimeSpan.FromSeconds(17)))), Effect());
        var date = await FaultOf(new StubService { Clock = clock }.Then(_ => Limited(new RetryConditionHeaderValue(clock.GetUtcNow().AddSeconds(40)))), Effect());

        seconds.RetryAfter.ShouldBe(TimeSpan.FromSeconds(17));
        date.RetryAfter.ShouldBe(TimeSpan.FromSeconds(40));
    }

    private static HttpResponseMessage Limited(RetryConditionHeaderValue after)
    {
        var answer = StubService.Answer("{}", 429);
        answer.Headers.RetryAfter = after;
        return answer;
    }

    private static async Task<ServiceFault> FaultOf(StubService stub, ServiceRequest request)
    {
        var caller = stub.Callers().For(Profile);
        var failure = await Should.ThrowAsync<ServiceException>(() => caller.SendAsync(request, CancellationToken.None));
        return failure.Fault;
    }

    private static ServiceRequest Effect() => new("demo", HttpMethod.Post, new Uri("http://oblio.test/api/docs/invoice"), "docs/invoice");

    private sealed class NeverAnswers : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException();
        }
    }

    private sealed class BrokenContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new IOException("reset by peer");

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class NoTrail : Cerniq.Functions.Audit.IAuditSink
    {
        public Task AppendAsync(Cerniq.Functions.Audit.AuditEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
