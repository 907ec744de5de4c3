using System.Diagnostics;
using System.Globalization;
using Cerniq.Functions.Payments.Refunds;
using Xunit.Abstractions;

namespace Cerniq.Functions.Tests.Payments.Refunds;

/// <summary>Many refunds while Revolut's answers are lost on the way: each is paid, and once.</summary>
/// <remarks>Thirty by default; CERNIQ_REFUNDS sets another number, such as 500.</remarks>
public sealed class RefundLoadTests(MoneyApp app, ITestOutputHelper output) : IClassFixture<MoneyApp>
{
    private const decimal Each = 10.01m;

    private static readonly int Refunds =
        int.TryParse(Environment.GetEnvironmentVariable("CERNIQ_REFUNDS"), CultureInfo.InvariantCulture, out var set) ? set : 30;

    [Theory]
    [InlineData(5)]
    [InlineData(int.MaxValue)]
    public async Task Each_is_paid_once_though_the_answers_are_lost(int perInvoice)
    {
        await LoseAnswersAsync();
        var watch = Stopwatch.StartNew();
        var ids = await AskForAllAsync(Math.Min(perInvoice, Refunds));
        var settled = await Task.WhenAll(ids.Select(id => MoneyApp.UntilAsync(() => SettledAsync(id), $"refund {id}", 240 + Refunds)));
        output.WriteLine($"{Refunds} refunds settled in {watch.Elapsed.TotalSeconds:0.0} s");

        settled.GroupBy(r => r.Status).ToDictionary(g => g.Key, g => g.Count()).ShouldBe(new() { [RefundStatus.Completed] = Refunds });
        var mine = settled.Select(r => $"REFUND-{r.RefundId}").ToHashSet(StringComparer.Ordinal);
        var payments = (await app.LedgerAsync()).GetProperty("revolut").GetProperty("payments").EnumerateArray()
            .Where(p => mine.Contains(p.GetProperty("reference").GetString()!)).ToList();
        payments.Select(p => p.GetProperty("requestId").GetString()).Order(StringComparer.Ordinal)
            .ShouldBe(settled.Select(r => r.RequestId).Order(StringComparer.Ordinal));
        payments.Sum(p => p.GetProperty("amount").GetDecimal()).ShouldBe(-Refunds * Each);
    }

    /// <summary>Two answers in five to a payment, and a few of the questions after it.</summary>
    private async Task LoseAnswersAsync()
    {
        foreach (var fault in new object[]
        {
            new { service = "revolut", route = "POST /revolut/api/1.0/pay", kind = "reset-after", rate = 0.4, seed = 1 },
            new { service = "revolut", route = "POST /revolut/api/1.0/pay", kind = "reset-before", rate = 0.1, seed = 2 },
            new { service = "revolut", route = "GET /revolut/api/1.0/transaction", kind = "reset-after", rate = 0.1, seed = 3 },
            new { service = "revolut", route = "/counterpart", kind = "reset-after", rate = 0.1, seed = 4 },
        })
        {
            await app.SandboxAsync("faults", fault);
        }
    }

    /// <summary>The client paid for just so many of each invoice: one more, asked for at the same time, is refused.</summary>
    private async Task<List<string>> AskForAllAsync(int perInvoice)
    {
        var ids = new List<string>();
        for (var done = 0; done < Refunds; done += perInvoice)
        {
            var invoice = await app.PaidInvoiceAsync($"L-{perInvoice}-{done}", perInvoice * Each);
            var replies = await Task.WhenAll(Enumerable.Range(0, perInvoice + 1).Select(_ => AskAsync(invoice.InvoiceId)));
            replies.Count(r => r is null).ShouldBe(1);
            ids.AddRange(replies.OfType<string>());
        }

        return ids;
    }

    private async Task<string?> AskAsync(string invoiceId)
    {
        var reply = await app.CallAsync(HttpMethod.Post, "refunds", new { invoiceId, amount = Each, currency = "RON", reason = "storno" });
        return reply.Status == 202 ? reply.Json.GetProperty("refundId").GetString() : null;
    }

    private async Task<Refund?> SettledAsync(string id) =>
        await app.Service<RefundStore>().GetAsync("demo", id, default) is { IsSettled: true } refund ? refund : null;
}
