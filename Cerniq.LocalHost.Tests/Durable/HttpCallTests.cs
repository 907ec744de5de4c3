using System.Net;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Testing;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Primitives;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class HttpCallTests
{
    private static readonly Uri Shop = new("https://shop.example/orders?key=1");

    private readonly List<(DateTimeOffset At, DurableHttpRequest Request)> _asked = [];
    private readonly Queue<DurableHttpResponse> _answers = new();
    private DurableTestHost _host = null!;

    [Fact]
    public async Task Whatever_is_answered_is_the_answer()
    {
        Answer(HttpStatusCode.NotFound, "gone", ("X-Why", new StringValues(["sold", "moved"])));

        var done = await RunAsync(context => context.CallHttpAsync(new DurableHttpRequest(HttpMethod.Patch, Shop)
        {
            Content = "{}",
            Headers = new Dictionary<string, StringValues>(StringComparer.Ordinal) { ["Content-Type"] = "application/json", ["A"] = new StringValues(["1", "2"]) },
            Timeout = TimeSpan.FromSeconds(3),
        }));

        var response = done.ReadOutputAs<DurableHttpResponse>()!;
        (response.StatusCode, response.Content, response.Headers!["x-why"].ToString()).ShouldBe((HttpStatusCode.NotFound, "gone", "sold,moved"));
        var (_, request) = _asked.ShouldHaveSingleItem();
        (request.Method, request.Uri, request.Content, request.Timeout).ShouldBe((HttpMethod.Patch, Shop, "{}", TimeSpan.FromSeconds(3)));
        request.Headers!["a"].ToArray().ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Asks_again_where_and_when_a_202_says_until_there_is_an_answer()
    {
        Answer(HttpStatusCode.Accepted, null, ("Location", "/orders/1/status"), ("Retry-After", "90"));
        Answer(HttpStatusCode.Accepted, null, ("location", "https://shop.example/orders/1/later"));
        Answer(HttpStatusCode.Accepted, null, ("Location", "https://other.example/x"), ("Retry-After", "Thu, 01 Jan 2026 01:00:00 GMT"));
        Answer(HttpStatusCode.OK, "ready");

        var done = await RunAsync(context => context.CallHttpAsync(new DurableHttpRequest(HttpMethod.Post, Shop)
        {
            AsynchronousPatternEnabled = true,
            Content = "order",
            Headers = new Dictionary<string, StringValues>(StringComparer.Ordinal) { ["Authorization"] = "Bearer secret", ["x-functions-key"] = "k", ["A"] = "1" },
        }));

        done.ReadOutputAs<DurableHttpResponse>()!.Content.ShouldBe("ready");
        var start = done.CreatedAt;
        _asked.Select(asked => (asked.At - start, asked.Request.Method.Method, asked.Request.Uri.AbsoluteUri, string.Join(' ', asked.Request.Headers!.Keys.Order())))
            .ShouldBe([
                (TimeSpan.Zero, "POST", "https://shop.example/orders?key=1", "A Authorization x-functions-key"),
                (TimeSpan.FromSeconds(90), "GET", "https://shop.example/orders/1/status", "A Authorization"),
                (TimeSpan.FromSeconds(120), "GET", "https://shop.example/orders/1/later", "A Authorization"),
                (TimeSpan.FromHours(1), "GET", "https://other.example/x", "A"),
            ]);
    }

    [Fact]
    public async Task A_202_is_an_answer_where_nobody_asked_for_more_or_nobody_says_where()
    {
        Answer(HttpStatusCode.Accepted, "not asked", ("Location", "https://shop.example/status"));
        Answer(HttpStatusCode.Accepted, "nowhere");

        (await RunAsync(context => context.CallHttpAsync(HttpMethod.Post, Shop))).ReadOutputAs<DurableHttpResponse>()!.Content.ShouldBe("not asked");
        (await RunAsync(context => context.CallHttpAsync(HttpMethod.Post, Shop, asynchronousPatternEnabled: true)))
            .ReadOutputAs<DurableHttpResponse>()!.Content.ShouldBe("nowhere");
    }

    [Fact]
    public async Task Stops_asking_when_the_time_is_up()
    {
        for (var i = 0; i < 10; i++)
        {
            Answer(HttpStatusCode.Accepted, null, ("Location", "https://shop.example/status"), ("Retry-After", "20"));
        }

        var done = await RunAsync(context => context.CallHttpAsync(
            HttpMethod.Get, Shop, asynchronousPatternEnabled: true, timeout: TimeSpan.FromMinutes(1)));

        done.FailureDetails!.ErrorType.ShouldBe(typeof(TimeoutException).FullName);
        done.FailureDetails.ErrorMessage.ShouldNotContain("key=1");
        _asked.Select(asked => asked.Request.Timeout).ShouldBe([TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(20)]);
    }

    [Theory]
    [InlineData(null, new[] { 503, 404, 200 }, 200, 3)]
    [InlineData(HttpStatusCode.ServiceUnavailable, new[] { 503, 404, 200 }, 404, 2)]
    public async Task Tries_again_upon_the_statuses_it_was_told(HttpStatusCode? only, int[] answers, int result, int asked)
    {
        Array.ForEach(answers, status => Answer((HttpStatusCode)status, "x"));

        var done = await RunAsync(context => context.CallHttpAsync(HttpMethod.Get, Shop, retryOptions: Retry(3, only)));

        done.ReadOutputAs<DurableHttpResponse>()!.StatusCode.ShouldBe((HttpStatusCode)result);
        _asked.Count.ShouldBe(asked);
    }

    [Fact]
    public async Task Fails_with_the_last_refusal_when_all_attempts_are_used()
    {
        Answer(HttpStatusCode.BadGateway, "x");
        Answer(HttpStatusCode.ServiceUnavailable, "x");

        var done = await RunAsync(context => context.CallHttpAsync(HttpMethod.Get, Shop, retryOptions: Retry(2, null)));

        done.FailureDetails!.ErrorType.ShouldBe(typeof(TaskFailedException).FullName);
        done.FailureDetails.InnerFailure!.IsCausedBy<HttpRequestException>().ShouldBeTrue();
        done.FailureDetails.InnerFailure.ErrorMessage.ShouldContain("503");
    }

    [Fact]
    public async Task Is_in_the_history_as_activities_and_timers()
    {
        Answer(HttpStatusCode.Accepted, null, ("Location", "https://shop.example/status"));
        Answer(HttpStatusCode.OK, "x");

        var done = await RunAsync(context => context.CallHttpAsync(HttpMethod.Get, Shop, asynchronousPatternEnabled: true), history => history
            .OfType<TaskRequest>().Select(request => (request as TaskScheduled)?.Name ?? request.GetType().Name)
            .ShouldBe(["BuiltIn::HttpActivity", nameof(TimerCreated), "BuiltIn::HttpActivity"]));

        done.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
    }

    private static HttpRetryOptions Retry(int attempts, HttpStatusCode? only) => new(only is { } one ? [one] : null)
    {
        FirstRetryInterval = TimeSpan.FromSeconds(5),
        MaxNumberOfAttempts = attempts,
    };

    private void Answer(HttpStatusCode status, string? content, params (string Name, StringValues Values)[] headers) =>
        _answers.Enqueue(new DurableHttpResponse(status)
        {
            Content = content,
            Headers = headers.ToDictionary(header => header.Name, header => header.Values, StringComparer.OrdinalIgnoreCase),
        });

    private async Task<OrchestrationMetadata> RunAsync(
        Func<TaskOrchestrationContext, Task<DurableHttpResponse>> call, Action<IReadOnlyList<HistoryEvent>>? look = null)
    {
        await using (_host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Calls", call).AnswerHttpCalls(request =>
            {
                _asked.Add((_host.Clock.GetUtcNow(), request));
                return _answers.Dequeue();
            }),
            replays: true))
        {
            var done = await _host.RunAsync("Calls");
            look?.Invoke(_host.Engine.ReadHistory(done.InstanceId));
            return done;
        }
    }
}
