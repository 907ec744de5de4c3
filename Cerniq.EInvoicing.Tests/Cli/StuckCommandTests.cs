using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Web;
using Cerniq.Cli.Commands;
using Cerniq.Cli.Http;
using Cerniq.Cli.Stuck;

namespace Cerniq.EInvoicing.Tests.Cli;

public sealed class StuckCommandTests : IDisposable
{
    private const string Hanging = """
        { "name": "Bill", "instanceId": "acme:7", "runtimeStatus": "Running", "createdTime": "2026-01-01T00:00:00Z", "waitingSince": "2026-01-01T00:00:00.0000000Z",
          "waitingFor": [ { "kind": "retry", "name": "Send", "since": "2026-01-01T00:00:00.0000000Z", "dueAt": "2026-01-01T00:30:00.0000000Z", "attempt": 4,
                            "lastError": "System.TimeoutException: no answer\u001b[2J" },
                          { "kind": "orchestration", "name": "Child", "since": "2026-01-01T00:00:00.0000000Z", "attempt": 1, "instanceId": "acme:7:child" } ],
          "problem": "Its code was changed." }
        """;

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly List<HttpRequestMessage> _asked = [];

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task What_is_stuck_is_shown_with_all_it_waits_for_and_ends_with_1()
    {
        (await RunAsync(new StuckQuestion(600, "activity,retry", 100), _ => Page(Hanging))).ShouldBe(1);

        var said = _output.ToString();
        said.ShouldContain("acme:7");
        said.ShouldContain("cannot go on: Its code was changed.");
        said.ShouldContain("retry Send for ");
        said.ShouldContain("attempt 4, due 2026-01-01 00:30:00 UTC");
        said.ShouldContain("last error System.TimeoutException: no answer [2J");
        said.ShouldContain("orchestration Child for ");
        said.ShouldContain("instance acme:7:child");
        said.ShouldNotContain("\u001b");
        said.ShouldContain("1 has waited longer than 600 s for activity, retry");
        var query = HttpUtility.ParseQueryString(_asked.ShouldHaveSingleItem().RequestUri!.Query);
        (query["waitingLongerThan"], query["waitingFor"], query["showInput"]).ShouldBe(("600", "activity,retry", "false"));
        _asked[0].Headers.GetValues("x-functions-key").ShouldBe(["admin"]);
    }

    [Fact]
    public async Task Nothing_stuck_ends_with_0()
    {
        (await RunAsync(new StuckQuestion(60, null, 100), _ => Page())).ShouldBe(0);

        _output.ToString().ShouldContain("none has waited longer than 60 s");
        _asked[0].RequestUri!.Query.ShouldNotContain("waitingFor=");
    }

    [Theory]
    [InlineData(1000, 450, false)]
    [InlineData(450, 450, false)]
    [InlineData(300, 300, true)]
    public async Task Pages_are_followed_as_far_as_is_asked_even_over_an_empty_one(int top, int expected, bool more)
    {
        const int all = 450;
        HttpResponseMessage Answer(HttpRequestMessage request)
        {
            var from = request.Headers.TryGetValues(AppConnection.ContinuationHeader, out var tokens) ? int.Parse(tokens.Single(), CultureInfo.InvariantCulture) : 0;
            if (from == 200 && _asked.Count == 2)
                return Page([], "200");
            var wanted = int.Parse(HttpUtility.ParseQueryString(request.RequestUri!.Query)["top"]!, CultureInfo.InvariantCulture);
            var end = Math.Min(all, from + wanted);
            return Page([.. Enumerable.Range(from, end - from).Select(n => Hanging.Replace("acme:7\"", $"acme:{n}\"", StringComparison.Ordinal))], end < all ? end.ToString(CultureInfo.InvariantCulture) : null);
        }

        (await RunAsync(new StuckQuestion(600, null, top), Answer, asJson: !more)).ShouldBe(1);

        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (more)
        {
            lines[^1].ShouldStartWith($"the first {expected} that have waited");
            lines[^1].ShouldEndWith("there may be more: give --top");
        }
        else
        {
            lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("instanceId").GetString())
                .ShouldBe(Enumerable.Range(0, expected).Select(n => $"acme:{n}"));
        }
    }

    [Fact]
    public async Task A_host_that_does_not_tell_what_is_waited_for_is_not_taken_for_one_with_everything_stuck()
    {
        const string azure = """{ "name": "Bill", "instanceId": "i", "runtimeStatus": "Running", "createdTime": "2026-01-01T00:00:00Z" }""";

        (await RunAsync(new StuckQuestion(600, null, 100), _ => Page(azure))).ShouldBe(2);

        _error.ToString().ShouldContain("does not tell what its instances wait for");
        _output.ToString().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, """{"Message":"'luck' is nothing to wait for"}""", "'luck' is nothing to wait for")]
    [InlineData(HttpStatusCode.Unauthorized, "", "look at the key")]
    [InlineData(HttpStatusCode.OK, "<html>", "something else than a list of instances")]
    public async Task An_app_that_cannot_be_asked_is_2_with_its_own_words(HttpStatusCode status, string body, string words)
    {
        HttpResponseMessage Answer(HttpRequestMessage request) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

        (await RunAsync(new StuckQuestion(600, "luck", 100), Answer)).ShouldBe(2);

        _error.ToString().ShouldContain(words);
    }

    [Theory]
    [InlineData("cannot be reached")]
    [InlineData("--longer-than", "--longer-than", "-5")]
    [InlineData("--top", "--top", "0")]
    [InlineData("--longer-than", "--longer-than", "soon")]
    public async Task A_command_line_that_cannot_be_followed_is_2(string words, params string[] more)
    {
        using var run = new CliRun();
        await run.RunAsync(["stuck", "--app", "http://127.0.0.1:1", "--key", "k", .. more]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(words);
    }

    private static HttpResponseMessage Page(params string[] instances) => Page(instances, null);

    private static HttpResponseMessage Page(string[] instances, string? continuation)
    {
        var page = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent($"[{string.Join(',', instances)}]", Encoding.UTF8, "application/json") };
        if (continuation is not null)
            page.Headers.Add(AppConnection.ContinuationHeader, continuation);
        return page;
    }

    private Task<int> RunAsync(StuckQuestion question, Func<HttpRequestMessage, HttpResponseMessage> answer, bool asJson = false) => StuckCommand.RunAsync(
        new InvocationConfiguration { Output = _output, Error = _error },
        AppConnection.Open("http://127.0.0.1:7071", "admin", new StandIn(_asked, answer)),
        question,
        asJson,
        CancellationToken.None);

    private sealed class StandIn(List<HttpRequestMessage> asked, Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            asked.Add(request);
            return Task.FromResult(answer(request));
        }
    }
}
