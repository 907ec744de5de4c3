using System.Net;
using System.Text;
using Cerniq.Cli.Http;
using Cerniq.Cli.Migration;

namespace Cerniq.EInvoicing.Tests.Cli;

public sealed class SubmissionTakeOverTests
{
    private const string Busy = """{"detail":"Come again."}""";

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task Many_rows_go_in_portions_and_reasons_come_back_with_the_rows_of_the_file()
    {
        using var app = new AppStandIn(asked => asked.Body.Contains("\"id\":700,", StringComparison.Ordinal)
            ? (HttpStatusCode.OK, $$"""{"taken":{{asked.Rows - 2}},"known":1,"skipped":[{"row":200,"why":"it was not sent"}]}""")
            : AppStandIn.TakesAll(asked));
        (await RunAsync(app, Rows(1200))).ShouldBe(1);
        app.Calls.Select(call => call.Rows).ShouldBe([500, 500, 200]);
        app.Calls.ShouldAllBe(call => call.Path == "/base/api/tenants/a%20b/efactura/migrate" && call.Headers["x-api-key"] == "cq_k");
        _output.ToString().ShouldContain("past.json:701: row 700 refused: it was not sent");
        _output.ToString().ShouldContain("taken: 1198, already there: 1, refused: 1");
    }

    [Fact]
    public async Task Rows_over_5_MB_together_are_sent_apart_and_one_that_is_so_alone_is_refused()
    {
        using var app = new AppStandIn(AppStandIn.TakesAll);
        string[] rows = [Row(1, 3_000_000), Row(2, 3_000_000), Row(3, 5_300_000), Row(4, 10)];
        (await RunAsync(app, $"[{string.Join(",\n", rows)}]")).ShouldBe(1);
        app.Calls.Select(call => call.Rows).ShouldBe([1, 2]);
        app.Calls.ShouldAllBe(call => call.Body.Length <= 5 * 1024 * 1024);
        _output.ToString().ShouldContain("past.json:3: row 3 refused: it is larger");
    }

    [Fact]
    public async Task What_is_too_much_for_something_on_the_way_is_halved()
    {
        using var app = new AppStandIn(asked => asked.Rows > 3 || asked.Body.Contains("\"id\":2,", StringComparison.Ordinal) ? (HttpStatusCode.RequestEntityTooLarge, "") : AppStandIn.TakesAll(asked));
        (await RunAsync(app, Rows(10))).ShouldBe(1);
        _output.ToString().ShouldContain("past.json:3: row 2 refused: it is larger");
        _output.ToString().ShouldContain("taken: 9, already there: 0, refused: 1");
    }

    [Fact]
    public async Task An_app_that_fails_on_the_way_leaves_an_account_and_what_to_do()
    {
        using var app = new AppStandIn(asked => asked.Body.Contains("\"id\":501,", StringComparison.Ordinal) ? (HttpStatusCode.ServiceUnavailable, Busy) : AppStandIn.TakesAll(asked));
        (await RunAsync(app, Rows(1200))).ShouldBe(2);
        app.Calls.Count.ShouldBe(2);
        _error.ToString().ShouldContain("past.json:502: rows 501 to 1000: http://127.0.0.1:7071/base/ answered 503 ServiceUnavailable: Come again.");
        _error.ToString().ShouldContain("give the whole file again");
        _output.ToString().ShouldContain("taken: 500, already there: 0, refused: 0");
    }

    [Theory]
    [InlineData("""{"taken":1,"known":0,"skipped":[]}""")]
    [InlineData("""{"taken":0,"known":0,"skipped":[{"row":3,"why":"x"},{"row":1,"why":"x"}]}""")]
    [InlineData("""{"ok":true}""")]
    [InlineData("<html>")]
    public async Task An_answer_that_does_not_account_for_the_rows_is_not_believed(string answer)
    {
        using var app = new AppStandIn(_ => (HttpStatusCode.OK, answer));
        (await RunAsync(app, Rows(2))).ShouldBe(2);
        _error.ToString().ShouldContain("something else than an account");
    }

    [Fact]
    public async Task A_second_time_says_that_nothing_is_new()
    {
        using var app = new AppStandIn(asked => (HttpStatusCode.OK, $$"""{"taken":0,"known":{{asked.Rows}},"skipped":[]}"""));
        (await RunAsync(app, Rows(2))).ShouldBe(0);
        _output.ToString().ShouldContain("nothing is new");
    }

    [Fact]
    public async Task A_key_that_is_not_accepted_says_where_to_look()
    {
        using var app = new AppStandIn(_ => (HttpStatusCode.Unauthorized, """{"detail":"No."}"""));
        (await RunAsync(app, Rows(1))).ShouldBe(2);
        _error.ToString().ShouldContain("look at the key");
        _error.ToString().ShouldNotContain("cq_k");
    }

    private async Task<int> RunAsync(AppStandIn standIn, string file)
    {
        using var app = AppConnection.Open("http://127.0.0.1:7071/base", " cq_k\n", standIn).App.ShouldNotBeNull();
        return await new SubmissionTakeOver(app, "a b", "past.json", _output, _error).RunAsync(Encoding.UTF8.GetBytes(file), CancellationToken.None);
    }

    /// <summary>Row n at line n + 1.</summary>
    private static string Rows(int count) => "[\n" + string.Join(",\n", Enumerable.Range(1, count).Select(number => Row(number, 1))) + "]";

    private static string Row(int number, int size) => $$"""{"id":{{number}},"x":"{{new string('x', size)}}"}""";
}
