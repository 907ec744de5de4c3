using System.Text.Json;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Revolut;
using Cerniq.Functions.Tests.Telemetry;

namespace Cerniq.Functions.Tests.Payments;

/// <summary>Each series of money in and out, read where operators read it. Tenants of their own: all tests of a process count into the
/// same instruments.</summary>
public sealed class MoneyMetricsTests(MoneyApp app) : IClassFixture<MoneyApp>
{
    [Fact]
    public async Task What_comes_in_is_counted_as_are_doubts_about_it_and_what_is_taken_back()
    {
        const string Tenant = "counts";
        var key = await RegisteredAsync(Tenant, new Uri(app.Client.BaseAddress!, $"api/revolut/webhook/{Tenant}"));
        await PayAsync(Tenant, 100.25m, "RON");
        await PayAsync(Tenant, 50m, "EUR");
        await Scrape.UntilAsync(app, 2, "payments_total", ("tenant_id", Tenant), ("outcome", "INVESTIGATION"));

        var seen = await Scrape.OfAsync(app);
        seen.Of("payments_recorded_total", ("tenant_id", Tenant), ("currency", "RON")).ShouldBe(1);
        seen.Of("payments_recorded_total", ("tenant_id", Tenant), ("currency", "EUR")).ShouldBe(1);
        seen.Of("payments_amount_total", ("tenant_id", Tenant), ("currency", "RON")).ShouldBe(100.25);
        seen.Of("payments_amount_total", ("tenant_id", Tenant), ("currency", "EUR")).ShouldBe(50);
        seen.Of("payments_validation_mismatch_total", ("tenant_id", Tenant)).ShouldBe(0);
        seen.Of("revolut_event_processing_seconds_count").ShouldBeGreaterThan(0);

        var transaction = await TransactionAsync(Tenant, key, "RON");
        await ClaimAsync(Tenant, transaction, 1m);
        await Scrape.UntilAsync(app, 1, "payments_validation_mismatch_total", ("tenant_id", Tenant));

        await app.SandboxAsync("revolut/state", new { tenant = Tenant, id = transaction, state = "reverted" });
        await Scrape.UntilAsync(app, 1, "payments_reverted_total", ("tenant_id", Tenant));
    }

    [Fact]
    public async Task What_no_webhook_told_is_counted_by_how_it_was_found()
    {
        await app.NewTenantAsync("unheard");
        await PayAsync("unheard", 10m, "RON");
        var caughtUp = await app.CaughtUpAsync(
            async () => await Scrape.OfAsync(app) is var seen && seen.Of("payments_recorded_total", ("tenant_id", "unheard"), ("currency", "RON")) == 1 ? seen : null,
            "the payment that no webhook told of");
        caughtUp.Of("revolut_missed_events_total", ("tenant_id", "unheard"), ("source", "transactions")).ShouldBeGreaterThan(0);

        await RegisteredAsync("undelivered", new Uri("http://127.0.0.1:1/api/revolut/webhook/undelivered"));
        await PayAsync("undelivered", 10m, "RON");
        await MoneyApp.UntilAsync<object>(
            async () =>
            {
                await app.Service<MissedEvents>().TakeAsync("undelivered", null, TimeProvider.System.GetUtcNow(), "test", default);
                var found = (await Scrape.OfAsync(app)).Of("revolut_missed_events_total", ("tenant_id", "undelivered"), ("source", "failed-events"));
                return found == 2 ? new object() : null;
            },
            "both events that could not be delivered");
    }

    [Fact]
    public async Task What_goes_back_is_counted_by_what_became_of_it()
    {
        var key = await app.NewTenantAsync("repays");
        var invoice = await app.PaidInvoiceAsync("RP-1", 100m, tenant: "repays");
        var asked = await app.SendAsync(
            HttpMethod.Post, "/api/tenants/repays/refunds", new { invoiceId = invoice.InvoiceId, amount = 10.5m, currency = "RON" }, key);
        asked.Status.ShouldBe(202, asked.Text);

        var seen = await Scrape.UntilAsync(app, 1, "refunds_total", ("tenant_id", "repays"), ("status", "COMPLETED"));
        seen.Of("refunds_amount_total", ("tenant_id", "repays"), ("currency", "RON")).ShouldBe(10.5);

        var poor = await app.PaidInvoiceAsync("RP-2", 900_000_000m, tenant: "repays");
        await app.SetAsync("repays", new { refund_approval = "NEVER" });
        await app.SendAsync(
            HttpMethod.Post, "/api/tenants/repays/refunds", new { invoiceId = poor.InvoiceId, amount = 900_000_000m, currency = "RON" }, key);
        await Scrape.UntilAsync(app, 1, "refunds_total", ("tenant_id", "repays"), ("status", "FAILED"));
    }

    private async Task<string> RegisteredAsync(string tenant, Uri url)
    {
        var key = await app.NewTenantAsync(tenant);
        var reply = await app.SendAsync(HttpMethod.Post, $"/api/tenants/{tenant}/revolut/webhook/register", new { url }, key);
        reply.Status.ShouldBe(200, reply.Text);
        return key;
    }

    private Task PayAsync(string tenant, decimal amount, string currency) =>
        app.SandboxAsync("revolut/pay", new { tenant, amount, currency, reference = "avans", counterparty = "ALFA SRL" });

    private async Task<string> TransactionAsync(string tenant, string key, string currency)
    {
        var payments = (await app.SendAsync(HttpMethod.Get, $"/api/tenants/{tenant}/payments", key: key)).Json.GetProperty("items");
        return payments.EnumerateArray().Single(p => p.GetProperty("currency").GetString() == currency).GetProperty("externalId").GetString()!;
    }

    /// <summary>A webhook that says otherwise than Revolut.</summary>
    private Task<bool> ClaimAsync(string tenant, string transaction, decimal amount) => app.Service<RevolutReceipts>().TakeAsync(
        new ReceivedEvent(tenant, "claim-1", "TransactionCreated", transaction, "c", new ClaimedMoney(amount, "RON")),
        JsonSerializer.SerializeToUtf8Bytes(new { @event = "TransactionCreated" }),
        default);
}
