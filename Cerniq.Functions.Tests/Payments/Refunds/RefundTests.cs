using System.IO.Compression;
using System.Text.Json;
using Cerniq.Functions.Payments;
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

    [Fact]
    public async Task Two_refunds_to_one_account_go_to_one_counterparty()
    {
        var invoice = await app.PaidInvoiceAsync("R-8", 100m, "RO09BCYP0000001234567890");
        var ids = new List<string>();
        foreach (var amount in new[] { 10m, 20m })
        {
            var asked = await AskAsync(invoice.InvoiceId, amount);
            asked.Status.ShouldBe(202, asked.Text);
            var refund = await UntilAsync(asked.Json.GetProperty("refundId").GetString()!, "COMPLETED");
            ids.Add(refund.GetProperty("requestId").GetString()!);
        }

        var counterparties = (await PaidAsync()).Where(p => ids.Contains(RequestOf(p)!)).Select(p => p.GetProperty("counterparty").GetString()).ToList();
        counterparties.Count.ShouldBe(2);
        counterparties.Distinct().ShouldHaveSingleItem().ShouldNotBeNullOrEmpty();
    }

    /// <summary>No webhook is registered for this tenant: the catch-up must see it.</summary>
    [Fact]
    public async Task A_refund_that_comes_back_is_seen_though_no_webhook_told_of_it()
    {
        var key = await app.NewTenantAsync("comes-back");
        var invoice = await app.PaidInvoiceAsync("R-7", 100m, tenant: "comes-back");
        var asked = await app.SendAsync(
            HttpMethod.Post, "/api/tenants/comes-back/refunds", new { invoiceId = invoice.InvoiceId, amount = 40m, currency = "RON" }, key);
        asked.Status.ShouldBe(202, asked.Text);
        var id = asked.Json.GetProperty("refundId").GetString()!;
        var paid = await UntilIsAsync(id, RefundStatus.Completed);

        await app.SandboxAsync("revolut/state", new { tenant = "comes-back", id = paid.RevolutRefundId, state = "reverted" });

        await UntilIsAsync(id, RefundStatus.Reverted);
        (await app.Service<RefundStore>().SumOfAsync("comes-back", invoice.InvoiceId, default)).ShouldBe(0m);

        Task<Refund> UntilIsAsync(string refund, RefundStatus status) => app.CaughtUpAsync(
            async () => await app.Service<RefundStore>().GetAsync("comes-back", refund, default) is { } now && now.Status == status ? now : null,
            $"refund {refund} {status}");
    }

    [Theory]
    [InlineData("JPY", "10.5")]
    [InlineData("RON", "10.505")]
    [InlineData("KWD", "1.0005")]
    public async Task Refuses_more_decimals_than_the_currency_has(string currency, string amount)
    {
        var reply = await app.CallAsync(
            HttpMethod.Post, "refunds", new { invoiceId = "any", amount = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency });
        reply.Status.ShouldBe(400, reply.Text);
        reply.Json.GetProperty("errors").TryGetProperty("amount", out _).ShouldBeTrue(reply.Text);
    }

    [Fact]
    public async Task The_evidence_of_an_invoice_shows_what_was_paid_back()
    {
        var invoice = await app.PaidInvoiceAsync("R-9", 100m);
        var asked = await AskAsync(invoice.InvoiceId, 25.50m);
        var refund = await UntilAsync(asked.Json.GetProperty("refundId").GetString()!, "COMPLETED");

        var bundle = await app.CallAsync(HttpMethod.Get, $"invoices/{invoice.InvoiceId}/evidence");
        bundle.Status.ShouldBe(200, bundle.Text);
        using var zip = new ZipArchive(new MemoryStream(bundle.Bytes));

        var kept = JsonSerializer.Deserialize<JsonElement>(Text(zip, "refunds.json")).EnumerateArray().ShouldHaveSingleItem();
        kept.GetProperty("amount").GetDecimal().ShouldBe(25.50m);
        kept.GetProperty("currency").GetString().ShouldBe("RON");
        kept.GetProperty("iban").GetString().ShouldBe(MoneyApp.Iban);
        foreach (var name in new[] { "refundId", "invoiceId", "status", "requestId", "revolutRefundId", "revolutStatus", "reason" })
        {
            kept.GetProperty(name).GetString().ShouldBe(refund.GetProperty(name).GetString(), name);
        }

        Text(zip, "audit.ndjson").ShouldContain($"refund/{refund.GetProperty("refundId").GetString()}");
    }

    [Fact]
    public async Task Money_that_no_invoice_has_goes_back_by_its_payment_once_a_person_vouches_for_the_account()
    {
        var payment = await UnmatchedAsync("TR-10", 64.20m);
        var body = new { paymentId = payment, amount = 64.20m, currency = "RON", reason = "paid twice", iban = MoneyApp.Iban };
        var asked = await app.CallAsync(HttpMethod.Post, "refunds", body);
        asked.Status.ShouldBe(202, asked.Text);
        var id = asked.Json.GetProperty("refundId").GetString()!;
        var waiting = await UntilAsync(id, "PENDING_APPROVAL");
        (await app.CallAsync(HttpMethod.Get, "refunds?status=PENDING_APPROVAL&limit=200")).Text.ShouldContain(id);
        (await app.CallAsync(HttpMethod.Post, "refunds", body)).Json.GetProperty("title").GetString().ShouldBe("EXCEEDS_PAID_AMOUNT");
        (await app.CallAsync(HttpMethod.Get, $"payments/{payment}")).Json.GetProperty("reconciliationStatus").GetString().ShouldBe("REFUNDED");

        await app.CallAsync(
            HttpMethod.Post, $"approvals/{waiting.GetProperty("approvalId").GetString()}/decision", new { approved = true, decidedBy = "Ana" });

        var paid = await UntilAsync(id, "COMPLETED");
        (await PaidAsync()).Count(p => RequestOf(p) == paid.GetProperty("requestId").GetString()).ShouldBe(1);
        (await app.CallAsync(HttpMethod.Get, "refunds?status=PENDING_APPROVAL&limit=200")).Text.ShouldNotContain(id);
        (await app.CallAsync(HttpMethod.Get, "refunds?status=completed&limit=200")).Text.ShouldContain(id);
        var files = $"from=2020-01-01&to={TimeProvider.System.GetUtcNow().AddDays(2):yyyy-MM-dd}";
        Row(await app.CallAsync(HttpMethod.Get, $"accounting/refunds.csv?{files}"), id).ShouldEndWith($",,64.20,{payment}");
        Row(await app.CallAsync(HttpMethod.Get, $"accounting/payments.csv?{files}&status=REFUNDED"), "TR-10").ShouldEndWith(",64.20");
        (await app.CallAsync(HttpMethod.Get, $"accounting/unmatched.csv?{files}")).Text.ShouldNotContain("TR-10");
    }

    [Fact]
    public async Task Credit_that_a_person_will_not_give_back_can_be_matched_again()
    {
        var payment = await UnmatchedAsync("TR-11", 30m);
        var asked = await app.CallAsync(HttpMethod.Post, "refunds", new { paymentId = payment, amount = 30m, currency = "RON", iban = MoneyApp.Iban });
        var waiting = await UntilAsync(asked.Json.GetProperty("refundId").GetString()!, "PENDING_APPROVAL");
        var invoice = await app.InvoiceAsync("R-11", 9911, 30m);
        var early = await app.CallAsync(HttpMethod.Post, $"payments/{payment}/match", new { invoiceId = invoice.InvoiceId });
        (early.Status, early.Text.Contains("REFUNDED", StringComparison.Ordinal)).ShouldBe((409, true), early.Text);

        await app.CallAsync(
            HttpMethod.Post, $"approvals/{waiting.GetProperty("approvalId").GetString()}/decision", new { approved = false, decidedBy = "Ana" });
        await UntilAsync(asked.Json.GetProperty("refundId").GetString()!, "REJECTED");

        (await app.CallAsync(HttpMethod.Post, $"payments/{payment}/match", new { invoiceId = invoice.InvoiceId })).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("""{ "amount": 1, "currency": "RON" }""", 400, "invoiceId")]
    [InlineData("""{ "invoiceId": " ", "amount": 1, "currency": "RON" }""", 400, "invoiceId")]
    [InlineData("""{ "paymentId": "", "amount": 1, "currency": "RON" }""", 400, "paymentId")]
    [InlineData("""{ "paymentId": 7, "amount": 1, "currency": "RON" }""", 400, "paymentId")]
    [InlineData("""{ "paymentId": "no-such", "amount": 1, "currency": "RON" }""", 404, null)]
    [InlineData("""{ "invoiceId": "no-such", "amount": 1, "currency": "RON" }""", 404, null)]
    [InlineData("""{ "invoiceId": "x", "amount": 0, "currency": "RON" }""", 400, "amount")]
    [InlineData("""{ "invoiceId": "x", "amount": -1, "currency": "RON" }""", 400, "amount")]
    [InlineData("""{ "invoiceId": "x", "amount": 123456789012345678901234567890, "currency": "RON" }""", 400, "amount")]
    [InlineData("""{ "invoiceId": "x", "amount": "1", "currency": "RON" }""", 400, "amount")]
    [InlineData("""{ "invoiceId": "x", "amount": 1, "currency": "ron" }""", 400, "currency")]
    public async Task Says_what_is_wrong_with_a_request(string body, int answer, string? field)
    {
        var reply = await app.CallAsync(HttpMethod.Post, "refunds", JsonSerializer.Deserialize<JsonElement>(body));
        reply.Status.ShouldBe(answer, reply.Text);
        if (field is not null)
        {
            reply.Json.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(reply.Text);
        }
    }

    [Fact]
    public async Task A_status_that_there_is_not_is_named_with_those_there_are()
    {
        var reply = await app.CallAsync(HttpMethod.Get, "refunds?status=PAID");
        reply.Status.ShouldBe(400);
        reply.Text.ShouldContain("PENDING_APPROVAL");
    }

    private static string Row(Reply file, string of) => file.Text.Split("\r\n").Single(line => line.Contains(of, StringComparison.Ordinal));

    private async Task<string> UnmatchedAsync(string transaction, decimal amount)
    {
        var payment = await app.Service<PaymentStore>().RecordAsync(
            new Payment
            {
                Tenant = "demo",
                PaymentId = PaymentIds.Of("demo", transaction),
                ExternalId = transaction,
                Amount = amount,
                Currency = "RON",
                CounterpartyName = "ALFA SRL",
                ReconciliationStatus = ReconciliationStatus.Investigation,
                TransactionDate = TimeProvider.System.GetUtcNow(),
                RecordedAt = TimeProvider.System.GetUtcNow(),
                CorrelationId = "c",
            },
            default);
        return payment.PaymentId;
    }

    private static string Text(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name).ShouldNotBeNull(name).Open());
        return reader.ReadToEnd();
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
