using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>Many deals at once while Oblio enforces its limits: it never has to.</summary>
/// <remarks>Forty deals in windows thirty times shorter; CERNIQ_LIMITED_DEALS and CERNIQ_LIMITED_SPEED set other numbers. The app
/// is told of windows twice as long (CERNIQ_LIMITED_APP_SPEED): on a busy machine a call is on its way as long as in earnest, and the
/// shortest window is a third of a second. How close the app goes to a limit is seen with a set clock, at the gate.</remarks>
public sealed class LimitTests
{
    private static readonly int Deals = Number("CERNIQ_LIMITED_DEALS", 40);
    private static readonly int Speed = Number("CERNIQ_LIMITED_SPEED", 30);
    private static readonly int AppSpeed = Number("CERNIQ_LIMITED_APP_SPEED", 15);

    [Fact]
    public async Task Oblio_is_never_asked_more_often_than_it_allows()
    {
        await using var machine = await Machine.StartAsync(KeyValuePair.Create("CERNIQ_SANDBOX_LIMITS", $"{AppSpeed}"));
        await machine.SandboxAsync(HttpMethod.Post, "limits", new { oblio = true, registry = true, speed = Speed });
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Enumerable.Range(1, Deals), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) => await PostAsync(machine, number));
        var patience = TimeSpan.FromSeconds(240 + (Deals * 2 * 3.7 * 1.5 / AppSpeed));
        while (await InvoicesAskedForAsync(machine) is var asked && asked < Deals)
        {
            (watch.Elapsed < patience).ShouldBeTrue($"{asked} invoices after {watch.Elapsed}: {await machine.DealAsync("T-1")}");
            await Task.Delay(500);
        }

        var took = watch.Elapsed;
        // A call is counted when it comes in: the last document may still be in the making.
        var ledger = await Eventually.SeeAsync(async () => new Ledger(await machine.LedgerAsync()), now => now.Invoices >= Deals, "the last invoice");
        ledger.Invoices.ShouldBe(Deals);
        var limits = await machine.SandboxAsync(HttpMethod.Get, "limits");
        limits.GetProperty("refused").GetInt64().ShouldBe(0);
        Report(took);
    }

    /// <summary>The calls, not the ledger: of thousands of documents that would be megabytes each time.</summary>
    private static async Task<long> InvoicesAskedForAsync(Machine machine) =>
        (await machine.SandboxAsync(HttpMethod.Get, "calls")).TryGetProperty("POST /oblio/api/docs/invoice", out var count) ? count.GetInt64() : 0;

    private static async Task PostAsync(Machine machine, int number) => await machine.PostDealAsync(SampleDeal.Of(
        $"T-{number}", deal => deal["options"] = new JsonObject { ["autoAccept"] = true, ["sendEmail"] = false }));

    private static void Report(TimeSpan took) => Console.WriteLine(
        $"{Deals} deals, {2 * Deals} documents in {took.TotalSeconds:0} s: {2 * Deals / took.TotalHours / Speed:0} an hour of Oblio's time, of 1000 allowed");

    private static int Number(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var set) ? set : usual;
}
