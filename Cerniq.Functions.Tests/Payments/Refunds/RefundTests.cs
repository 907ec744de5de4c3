using System.Text.Json;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.Payments.Refunds;

public sealed class RefundTests(MoneyApp app) : IClassFixture<MoneyApp>
{
    [Fact]
    public async Task Pays_back_what_was_paid_and_follows_it_to_its_end()
    {
        var invoice = await app.PaidInvoiceAsync("R-1", 242m);
        var asked = await AskAsync(invoice.InvoiceId, 100m);
        asked.Status.ShouldBe(202, asked.Text);
        var refund = await UntilAsync(asked.Json.GetProperty("refundId").GetString()!, "COMPLETED");

        refund.GetProperty("requestId").GetString()!.Length.ShouldBeLessThanOrEqualTo(40);
        refund.GetProperty("revolutStatus").GetString().ShouldBe("completed");
        (await PaidAsync()).Count(p => RequestOf(p) == refund.GetProperty("requestId").GetString()).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_refund_asked_for_twice_is_one()
    {
        var invoice = await app.PaidInvoiceAsync("R-2", 242m);
        var id = $"{Guid.NewGuid()}";
        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AskAsync(invoice.InvoiceId, 100m, id)));
        replies.ShouldAllBe(r => r.Status == 202);
        var refund = await UntilAsync(id, "COMPLETED");
        (await PaidAsync()).Count(p => RequestOf(p) == refund.GetProperty("requestId").GetString()).ShouldBe(1);
    }

    [Fact]
    public async Task Never_pays_back_more_than_was_paid_also_when_asked_at_once()
    {
        var invoice = await app.PaidInvoiceAsync("R-3", 100m);
        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AskAsync(invoice.InvoiceId, 40m)));
        replies.Count(r => r.Status == 202).ShouldBe(2);
        replies.Where(r => r.Status != 202).ShouldAllBe(r => r.Status == 409 && r.Text.Contains("EXCEEDS_PAID_AMOUNT"));
    }

    [Theory]
    [InlineData(null, "CLIENT_NO_BANK_ACCOUNT")]
    [InlineData("RO49AAAA1B31007593840001", "CLIENT_INVALID_BANK_ACCOUNT")]
    public async Task Says_clearly_that_there_is_nowhere_to_pay_to(string? iban, string code)
    {
        var invoice = await app.PaidInvoiceAsync($"R-4-{code}", 100m, iban);
        var reply = await AskAsync(invoice.InvoiceId, 10m);
        reply.Status.ShouldBe(409);
        reply.Json.GetProperty("title").GetString().ShouldBe(code);
    }

    [Fact]
    public async Task Waits_for_a_person_above_the_tenants_amount()
    {
        var invoice = await app.PaidInvoiceAsync("R-5", 5000m);
        var asked = await AskAsync(invoice.InvoiceId, 1500m);
        var waiting = await UntilAsync(asked.Json.GetProperty("refundId").GetString()!, "PENDING_APPROVAL");
        var approval = waiting.GetProperty("approvalId").GetString();
        var decision = await app.CallAsync(HttpMethod.Post, $"approvals/{approval}/decision", new { approved = true, decidedBy = "Ana" });
        decision.Status.ShouldBe(200, decision.Text);
        await UntilAsync(asked.Json.GetProperty("refundId").GetString()!, "COMPLETED");
    }

    [Fact]
    public async Task A_refused_refund_is_not_paid_and_its_amount_is_free_again()
    {
        var invoice = await app.PaidInvoiceAsync("R-6", 1500m);
        var asked = await AskAsync(invoice.InvoiceId, 1500m);
        var waiting = await UntilAsync(asked.Json.GetProperty("refundId").GetString()!, "PENDING_APPROVAL");
        await app.CallAsync(
            HttpMethod.Post, $"approvals/{waiting.GetProperty("approvalId").GetString()}/decision", new { approved = false, decidedBy = "Ana", comment = "no" });
        await UntilAsync(asked.Json.GetProperty("refundId").GetString()!, "REJECTED");
        (await app.Service<RefundStore>().SumOfAsync("demo", invoice.InvoiceId, default)).ShouldBe(0m);
    }

    private Task<Reply> AskAsync(string invoiceId, decimal amount, string? refundId = null) => app.CallAsync(
        HttpMethod.Post, "refunds", new { refundId, invoiceId, amount, currency = "RON", clientId = "C-1", reason = "storno" });

    private async Task<JsonElement> UntilAsync(string id, string status)
    {
        var reply = await MoneyApp.UntilAsync(
            async () => await app.CallAsync(HttpMethod.Get, $"refunds/{id}") is var now && now.Json.GetProperty("status").GetString() == status ? now : null,
            $"refund {id} {status}");
        return reply.Json;
    }

    private async Task<List<JsonElement>> PaidAsync() =>
        [.. (await app.LedgerAsync()).GetProperty("revolut").GetProperty("payments").EnumerateArray()];

    private static string? RequestOf(JsonElement payment) =>
        payment.TryGetProperty("requestId", out var id) ? id.GetString() : payment.TryGetProperty("request_id", out var other) ? other.GetString() : null;
}
