using Cerniq.Cli;
using Cerniq.Functions.Revolut;
using Cerniq.Functions.Tests.Hosting;
using Cerniq.Functions.Tests.Payments;

namespace Cerniq.Functions.Tests.Revolut;

/// <summary><c>cerniq revolut</c> against the running app.</summary>
public sealed class WebhookCommandTests(MoneyApp app) : IClassFixture<MoneyApp>
{
    private const string Url = "https://cerniq.example/api/revolut/webhook/demo?cli";

    [Fact]
    public async Task Registers_rotates_with_an_overlap_and_lists_without_ever_showing_a_secret()
    {
        var (code, output) = await RunAsync("webhook", "register", "--url", Url);
        code.ShouldBe(0, output);
        output.ShouldContain($"address: {Url}");

        (code, output) = await RunAsync("webhook", "rotate", "--overlap", "2");
        code.ShouldBe(0, output);
        output.ShouldContain("has a new secret");
        output.ShouldContain("former secret believed until: ");

        (code, output) = await RunAsync("webhook", "list");
        code.ShouldBe(0, output);
        output.ShouldContain("(ours)");
        output.ShouldContain("ours: 1");
        output.ShouldNotContain("wsk_");

        (code, output) = await RunAsync("webhook", "rotate", "--overlap", "0");
        code.ShouldBe(0, output);
        output.ShouldNotContain("former secret");
    }

    [Theory]
    [InlineData(1, "url: the public https address", "webhook", "register", "--url", "http://elsewhere.example/")]
    [InlineData(1, "overlapHours: 0 to 168", "webhook", "rotate", "--overlap", "200")]
    public async Task Says_in_the_apps_words_what_is_wrong(int code, string words, params string[] args)
    {
        var (exit, output) = await RunAsync(args);
        exit.ShouldBe(code);
        output.ShouldContain(words);
    }

    [Fact]
    public async Task Refused_deliveries_are_counted_by_reason_with_advice_and_replayed()
    {
        var body = """{"event":"TransactionCreated","timestamp":"2026-11-20T09:00:00Z","data":{"id":"T-cli"}}"""u8.ToArray();
        await app.Service<RefusedWebhooks>().KeepAsync(
            "demo", RefusalReason.BadSignature, new WebhookHeaders("v1=00", "1", null, null), "127.0.0.1", body, "c", default);

        var (code, output) = await RunAsync("refused", "list");
        code.ShouldBe(0, output);
        output.ShouldContain("BAD_SIGNATURE: 1");
        output.ShouldContain("Set the right secret, then replay.");

        (code, output) = await RunAsync("refused", "replay");
        code.ShouldBe(1, output);
        output.ShouldContain("still refused: 1");
    }

    [Fact]
    public async Task A_wrong_key_and_an_app_that_is_not_there_are_no_answer()
    {
        (await RunAtAsync(app.Client.BaseAddress!.ToString(), "cq_wrong", "webhook", "list")).Code.ShouldBe(2);
        (await RunAtAsync("http://127.0.0.1:1", "cq_wrong", "webhook", "list")).Code.ShouldBe(2);
    }

    private Task<(int Code, string Output)> RunAsync(params string[] args) => RunAtAsync(app.Client.BaseAddress!.ToString(), TestApp.AdminKey, args);

    private static async Task<(int Code, string Output)> RunAtAsync(string address, string key, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CerniqCommandLine.RunAsync(
            ["revolut", .. args, "--app", address, "--tenant", "demo", "--key", key], output, error, () => Stream.Null);
        return (code, $"{output}{error}");
    }
}
