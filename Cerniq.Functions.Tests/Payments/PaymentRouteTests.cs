using System.Text.Json;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;

namespace Cerniq.Functions.Tests.Payments;

/// <summary>Matching by hand, missed events, reversal and balances, over real HTTP.</summary>
public sealed class PaymentRouteTests(MoneyApp app) : IClassFixture<MoneyApp>
{
    [Fact]
    public async Task Matches_a_part_by_hand_takes_it_back_and_keeps_both_in_the_audit()
    {
        var invoice = await app.InvoiceAsync("M-1", 7001, 100m);
        var payment = await RecordedAsync("TM-1", 100m, "RON");
        var part = await MatchAsync(payment, new { invoiceId = invoice.InvoiceId, amount = 40m, by = "Ana" });
        part.GetProperty("unallocated").GetDecimal().ShouldBe(60m);
        (await PaidAsync(invoice)).ShouldBe(40m);

        var back = await app.CallAsync(HttpMethod.Post, $"payments/{payment}/unmatch", new { invoiceId = invoice.InvoiceId, reason = "wrong client" });
        back.Status.ShouldBe(200, back.Text);
        (await PaidAsync(invoice)).ShouldBe(0m);
        (await app.CallAsync(HttpMethod.Post, $"payments/{payment}/unmatch", new { invoiceId = invoice.InvoiceId })).Status.ShouldBe(409);

        var trail = (await app.CallAsync(HttpMethod.Get, "audit?subject=payment/TM-1")).Json.GetProperty("items").EnumerateArray()
            .Select(e => e.GetProperty("action").GetString()!).ToList();
        trail.ShouldContain(a => a.StartsWith("matched by hand"));
        trail.ShouldContain(a => a.EndsWith("taken back"));
    }

    [Fact]
    public async Task Another_currency_needs_the_rate_of_the_day()
    {
        var invoice = await app.InvoiceAsync("M-2", 7002, 497.55m);
        var payment = await RecordedAsync("TM-2", 100m, "EUR");
        var without = await app.CallAsync(HttpMethod.Post, $"payments/{payment}/match", new { invoiceId = invoice.InvoiceId });
        without.Status.ShouldBe(400);
        without.Json.GetProperty("errors").TryGetProperty("exchangeRate", out _).ShouldBeTrue();

        await MatchAsync(payment, new { invoiceId = invoice.InvoiceId, exchangeRate = 0.2009848m });
        (await PaidAsync(invoice)).ShouldBe(497.55m);
    }

    [Theory]
    [InlineData("""{ "invoiceId": "no-such-invoice" }""", 404)]
    [InlineData("""{ }""", 400)]
    [InlineData("""{ "invoiceId": "x", "amount": -1 }""", 400)]
    public async Task Says_what_is_wrong_with_a_match(string body, int answer)
    {
        var payment = await RecordedAsync($"TM-3-{answer}-{body.Length}", 10m, "RON");
        (await app.CallAsync(HttpMethod.Post, $"payments/{payment}/match", JsonSerializer.Deserialize<JsonElement>(body))).Status.ShouldBe(answer);
    }

    /// <summary>The address that is registered answers nobody: every event ends in Revolut's list of failed ones.</summary>
    [Fact]
    public async Task Takes_what_could_not_be_delivered_out_of_Revoluts_list_and_sees_it_reverted()
    {
        await app.CallAsync(HttpMethod.Post, "revolut/webhook/register", new { url = "http://127.0.0.1:1/api/revolut/webhook/demo" });
        var invoice = await app.InvoiceAsync("M-4", 7004, 77.7m);
        await app.SandboxAsync("revolut/pay", new { amount = 77.7m, currency = "RON", reference = "FCT 7004", counterparty = "ALFA SRL" });
        await MoneyApp.UntilAsync(() => MissedAsync(() => PaidIsAsync(invoice, 77.7m)), "the payment that no webhook told of");

        var transaction = (await app.Service<PaymentStore>().OfInvoiceAsync("demo", invoice.InvoiceId, default)).ShouldHaveSingleItem().ExternalId;
        await app.SandboxAsync("revolut/state", new { id = transaction, state = "reverted" });
        await MoneyApp.UntilAsync(() => MissedAsync(() => PaidIsAsync(invoice, 0m)), "the reversal that no webhook told of");
        (await app.CallAsync(HttpMethod.Get, $"payments/{PaymentIds.Of("demo", transaction)}")).Json.GetProperty("status").GetString().ShouldBe("REVERTED");
    }

    [Fact]
    public async Task Balances_are_read_on_request_and_kept_for_a_chart()
    {
        var read = await app.CallAsync(HttpMethod.Get, "balances?refresh=true");
        read.Status.ShouldBe(200, read.Text);
        var ron = read.Json.GetProperty("items").EnumerateArray().Single(b => b.GetProperty("currency").GetString() == "RON");
        await app.CallAsync(HttpMethod.Get, "balances?refresh=true");

        var history = await app.CallAsync(HttpMethod.Get, $"balances/{ron.GetProperty("accountId").GetString()}/history");
        history.Json.GetProperty("items").GetArrayLength().ShouldBeGreaterThanOrEqualTo(2);
        (await app.CallAsync(HttpMethod.Get, "balances")).Json.GetProperty("items").GetArrayLength().ShouldBe(read.Json.GetProperty("items").GetArrayLength());
    }

    private async Task<string?> MissedAsync(Func<Task<bool>> isSo)
    {
        await app.Service<MissedEvents>().TakeAsync("demo", null, TimeProvider.System.GetUtcNow(), "test", default);
        return await isSo() ? "seen" : null;
    }

    private async Task<bool> PaidIsAsync(InvoiceRecord invoice, decimal amount) => await PaidAsync(invoice) == amount;

    private async Task<decimal> PaidAsync(InvoiceRecord invoice) =>
        (await app.Service<InvoiceStore>().RequireAsync("demo", invoice.InvoiceId, default)).PaidAmount;

    private async Task<JsonElement> MatchAsync(string payment, object body)
    {
        var reply = await app.CallAsync(HttpMethod.Post, $"payments/{payment}/match", body);
        reply.Status.ShouldBe(200, reply.Text);
        return reply.Json;
    }

    private async Task<string> RecordedAsync(string transaction, decimal amount, string currency)
    {
        var payment = await app.Service<PaymentStore>().RecordAsync(
            new Payment
            {
                Tenant = "demo",
                PaymentId = PaymentIds.Of("demo", transaction),
                ExternalId = transaction,
                Amount = amount,
                Currency = currency,
                TransactionDate = TimeProvider.System.GetUtcNow(),
                RecordedAt = TimeProvider.System.GetUtcNow(),
                CorrelationId = "c",
            },
            default);
        return payment.PaymentId;
    }
}
