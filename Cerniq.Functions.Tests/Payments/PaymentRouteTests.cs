using System.Text.Json;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;

namespace Cerniq.Functions.Tests.Payments;

/// <summary>Matching by hand, missed events, reversal and balances, over real HTTP.</summary>
public sealed class PaymentRouteTests(MoneyApp app) : IClassFixture<MoneyApp>
{
    private static int _number = 7100;

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

    [Fact]
    public async Task The_rate_is_kept_with_its_day_and_source_in_the_match_and_in_the_audit()
    {
        var invoice = await app.InvoiceAsync("M-5", 7005, 497.55m);
        var payment = await RecordedAsync("TM-5", 100m, "EUR");

        var matched = await MatchAsync(payment, new { invoiceId = invoice.InvoiceId, exchangeRate = 0.2009848m, rateDate = "2026-11-19", rateSource = "BNR", by = "Ana" });

        var match = matched.GetProperty("matches")[0];
        match.GetProperty("exchangeRate").GetDecimal().ShouldBe(0.2009848m);
        match.GetProperty("rateDate").GetString().ShouldBe("2026-11-19");
        match.GetProperty("rateSource").GetString().ShouldBe("BNR");
        match.GetProperty("invoiceNumber").GetString().ShouldBe("FCT-7005");
        (await app.CallAsync(HttpMethod.Get, "audit?subject=payment/TM-5")).Text.ShouldContain("100.00 EUR as 497.55 RON, at 0.2009848 EUR for one RON of 2026-11-19 (BNR)");
        var row = (await app.CallAsync(HttpMethod.Get, $"accounting/payments.csv?from=2020-01-01&to={TimeProvider.System.GetUtcNow().AddDays(2):yyyy-MM-dd}")).Text
            .Split("\r\n").Single(line => line.Contains("TM-5", StringComparison.Ordinal));
        row.ShouldEndWith(",FCT-7005,0.2009848,2026-11-19,BNR,0.00");
    }

    [Theory]
    [InlineData("RON", "EUR", 5.0931, """{ "exchangeRate": 0.1963 }""", "exchangeRate")]
    [InlineData("RON", "EUR", 5.0931, """{ "exchangeRate": 0 }""", "exchangeRate")]
    [InlineData("RON", "EUR", 5.0931, """{ }""", "exchangeRate")]
    [InlineData("RON", "RON", null, """{ "exchangeRate": 1 }""", "exchangeRate")]
    [InlineData("RON", "RON", null, """{ "rateDate": "2026-11-19" }""", "exchangeRate")]
    [InlineData("RON", "EUR", 5.0931, """{ "exchangeRate": 5.1, "rateDate": "2999-01-01" }""", "rateDate")]
    [InlineData("RON", "EUR", 5.0931, """{ "exchangeRate": 5.1, "rateDate": "1999-12-31" }""", "rateDate")]
    [InlineData("RON", "EUR", 5.0931, """{ "exchangeRate": 5.1, "rateSource": " " }""", "rateSource")]
    public async Task Says_what_is_wrong_with_a_rate(string paid, string due, double? known, string body, string field)
    {
        var number = Interlocked.Increment(ref _number);
        var name = $"{number}";
        var invoice = await app.InvoiceAsync($"M-6-{name}", number, 100m, currency: due, rate: (decimal?)known);
        var payment = await RecordedAsync($"TM-6-{name}", 600m, paid);
        var asked = JsonSerializer.Deserialize<Dictionary<string, object>>(body)!;
        asked["invoiceId"] = invoice.InvoiceId;

        var reply = await app.CallAsync(HttpMethod.Post, $"payments/{payment}/match", asked);

        reply.Status.ShouldBe(400, reply.Text);
        reply.Json.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(reply.Text);
        (await PaidAsync(invoice)).ShouldBe(0m);
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

    [Theory]
    [InlineData("match", "by", "")]
    [InlineData("match", "by", " \t")]
    [InlineData("match", "by", "system")]
    [InlineData("unmatch", "by", " ")]
    [InlineData("unmatch", "by", "SYSTEM")]
    [InlineData("unmatch", "invoiceId", " ")]
    public async Task Asks_who_it_is_when_the_name_says_nothing(string verb, string field, string value)
    {
        var body = new Dictionary<string, object> { ["invoiceId"] = "I-1", [field] = value };
        var reply = await app.CallAsync(HttpMethod.Post, $"payments/any/{verb}", body);
        reply.Status.ShouldBe(400, reply.Text);
        reply.Json.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(reply.Text);
    }

    [Fact]
    public async Task A_match_is_not_taken_back_while_the_invoices_refunds_need_it()
    {
        var invoice = await app.InvoiceAsync("M-7", 7901, 5000m, MoneyApp.Iban);
        var payment = await RecordedAsync("TM-7", 5000m, "RON");
        await MatchAsync(payment, new { invoiceId = invoice.InvoiceId });
        var refund = await app.CallAsync(HttpMethod.Post, "refunds", new { invoiceId = invoice.InvoiceId, amount = 5000m, currency = "RON" });
        refund.Status.ShouldBe(202, refund.Text);

        var reply = await app.CallAsync(HttpMethod.Post, $"payments/{payment}/unmatch", new { invoiceId = invoice.InvoiceId });

        reply.Status.ShouldBe(409, reply.Text);
        reply.Json.GetProperty("detail").GetString()!.ShouldContain("5000.00 RON of what was paid for invoice FCT-7901 was refunded");
        (await PaidAsync(invoice)).ShouldBe(5000m);
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
