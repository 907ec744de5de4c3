using System.Text.Json;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Payments.Collecting;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Telemetry;

namespace Cerniq.Functions.Tests.Payments;

/// <summary>Tenants that want it see at Oblio what was paid, once, whatever is lost on the way.</summary>
public sealed class OblioCollectionTests(MoneyApp app) : IClassFixture<MoneyApp>
{
    [Fact]
    public async Task A_payment_is_written_on_each_of_its_invoices_with_what_it_gave()
    {
        var key = await CompanyAsync("collects");
        var first = await IssuedAsync("collects", "1");
        var second = await IssuedAsync("collects", "2");
        var payment = await PaidAsync("collects", key, "OC-1", 150m, (first, 121m), (second, 29m));

        await UntilTakenOffAsync("collects");

        (await AtOblioAsync(second)).ShouldHaveSingleItem().Value.ShouldBe(29m);
        var collect = (await AtOblioAsync(first)).ShouldHaveSingleItem();
        collect.Value.ShouldBe(121m);
        collect.Type.ShouldBe("Ordin de plata");
        collect.IssueDate.ShouldBe(RomanianTime.DayOf(payment.TransactionDate));
        var trail = await app.SendAsync(HttpMethod.Get, "/api/tenants/collects/audit?subject=payment/OC-1", key: key);
        (await Scrape.OfAsync(app)).Of("oblio_collections_total", ("tenant_id", "collects"), ("status", "COLLECTED")).ShouldBe(2);
        trail.Text.ShouldContain($"121.00 RON written as collected on invoice {first.OblioInvoiceId} at Oblio");
    }

    [Fact]
    public async Task Several_payments_of_one_invoice_are_several_collections()
    {
        var key = await CompanyAsync("parts");
        var invoice = await IssuedAsync("parts", "1");
        await PaidAsync("parts", key, "OP-1", 21m, (invoice, 21m));
        await PaidAsync("parts", key, "OP-2", 100m, (invoice, 100m));

        await UntilTakenOffAsync("parts");

        (await AtOblioAsync(invoice)).Select(c => c.Value).Order().ShouldBe([21m, 100m]);
    }

    [Theory]
    [InlineData("reset-after")]
    [InlineData("reset-before")]
    public async Task Is_written_once_though_the_answer_is_lost(string fault)
    {
        var tenant = $"lost-{fault}";
        var key = await CompanyAsync(tenant);
        var invoice = await IssuedAsync(tenant, "1");
        await app.SandboxAsync("faults", new { service = "oblio", route = "/docs/invoice/collect", kind = fault, count = 1 });
        try
        {
            await PaidAsync(tenant, key, $"OL-{fault}", 121m, (invoice, 121m));
            await UntilTakenOffAsync(tenant);
        }
        finally
        {
            await app.NoFaultsAsync();
        }

        (await AtOblioAsync(invoice)).ShouldHaveSingleItem().Value.ShouldBe(121m);
        await TellAsync(tenant);
        (await AtOblioAsync(invoice)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_is_matched_otherwise_later_is_told_to_a_person_for_Oblio_cannot_be()
    {
        var key = await CompanyAsync("rematch");
        var invoice = await IssuedAsync("rematch", "1");
        var payment = await PaidAsync("rematch", key, "OR-1", 121m, (invoice, 121m));
        await UntilTakenOffAsync("rematch");

        var back = await app.SendAsync(HttpMethod.Post, $"/api/tenants/rematch/payments/{payment.PaymentId}/unmatch", new { invoiceId = invoice.InvoiceId }, key);
        back.Status.ShouldBe(200, back.Text);
        var alert = await UntilAlertsAsync("rematch", key, alerts => alerts.Any(a => Text(a, "kind") == "oblio_collect_differs"));
        alert.Single(a => Text(a, "kind") == "oblio_collect_differs").GetProperty("title").GetString()!.ShouldContain("121.00 RON");

        await MatchAsync("rematch", key, payment.PaymentId, invoice, 121m);
        await UntilAlertsAsync("rematch", key, alerts => alerts.All(a => Text(a, "kind") != "oblio_collect_differs"));
        (await AtOblioAsync(invoice)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_Oblio_refuses_is_left_to_a_person()
    {
        var key = await CompanyAsync("refused");
        var invoice = await IssuedAsync("refused", "1");
        using (new CallScope("refused", "test", "test").Enter())
        {
            await (await OblioAsync("refused")).CancelAsync(KeyOf(invoice), default);
        }

        await PaidAsync("refused", key, "OX-1", 121m, (invoice, 121m));

        await UntilAlertsAsync("refused", key, alerts => alerts.Any(a => Text(a, "kind") == "oblio_collect_refused"));
        await UntilTakenOffAsync("refused");
        (await Scrape.OfAsync(app)).Of("oblio_collections_total", ("tenant_id", "refused"), ("status", "REFUSED")).ShouldBeGreaterThan(0);
        (await AtOblioAsync(invoice)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_written_for_a_tenant_that_does_not_want_it()
    {
        var key = await CompanyAsync("silent", collects: false);
        var invoice = await IssuedAsync("silent", "1");
        await PaidAsync("silent", key, "OS-1", 121m, (invoice, 121m));

        await UntilTakenOffAsync("silent");

        (await AtOblioAsync(invoice)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 10)]
    [InlineData(9, 2560)]
    [InlineData(10, 3600)]
    [InlineData(1000, 3600)]
    public void Waits_ever_longer_up_to_an_hour(int attempts, int seconds) =>
        OblioCollections.PauseAfter(attempts).ShouldBe(TimeSpan.FromSeconds(seconds));

    private async Task<string> CompanyAsync(string tenant, bool collects = true)
    {
        var key = await app.NewTenantAsync(tenant);
        await app.SetAsync(tenant, new { company_cui = "RO8000000000", oblio_collect = collects });
        return key;
    }

    /// <summary>An invoice of 121 RON that Oblio knows.</summary>
    private async Task<InvoiceRecord> IssuedAsync(string tenant, string deal)
    {
        using var scope = new CallScope(tenant, "test", "test").Enter();
        var issued = await (await OblioAsync(tenant)).CreateInvoiceAsync(
            new OblioDocument
            {
                SeriesName = "FCT",
                IssueDate = RomanianTime.DayOf(TimeProvider.System.GetUtcNow()),
                Client = new OblioParty { Cif = "RO14399840", Name = "DANTE INTERNATIONAL SA", VatPayer = true },
                Products = [new OblioLine { Name = "Test", Price = 100m, VatName = "Normala", VatPercentage = 21m, VatIncluded = false, Quantity = 1m }],
            },
            default);
        var invoice = await app.InvoiceAsync($"{tenant}-{deal}", long.Parse(issued.Number, System.Globalization.CultureInfo.InvariantCulture), 121m, tenant: tenant);
        return await app.Service<InvoiceStore>().UpdateAsync(
            tenant, invoice.InvoiceId, i => i with { SeriesName = issued.SeriesName, NumberText = issued.Number }, default);
    }

    private async Task<Payment> PaidAsync(
        string tenant, string key, string transaction, decimal amount, params (InvoiceRecord Invoice, decimal Amount)[] matches)
    {
        var payment = await app.Service<PaymentStore>().RecordAsync(
            new Payment
            {
                Tenant = tenant,
                PaymentId = PaymentIds.Of(tenant, transaction),
                ExternalId = transaction,
                Amount = amount,
                Currency = "RON",
                TransactionDate = TimeProvider.System.GetUtcNow(),
                RecordedAt = TimeProvider.System.GetUtcNow(),
                CorrelationId = "c",
            },
            default);
        foreach (var (invoice, part) in matches)
        {
            await MatchAsync(tenant, key, payment.PaymentId, invoice, part);
        }

        return payment;
    }

    private async Task MatchAsync(string tenant, string key, string paymentId, InvoiceRecord invoice, decimal amount)
    {
        var reply = await app.SendAsync(HttpMethod.Post, $"/api/tenants/{tenant}/payments/{paymentId}/match", new { invoiceId = invoice.InvoiceId, amount }, key);
        reply.Status.ShouldBe(200, reply.Text);
    }

    /// <summary>As the timer does it, only as if all pauses were over.</summary>
    private Task TellAsync(string tenant) =>
        app.Create<OblioCollections>().TellAsync(tenant, TimeProvider.System.GetUtcNow().AddHours(2), default);

    private Task<object> UntilTakenOffAsync(string tenant) => MoneyApp.UntilAsync<object>(
        async () =>
        {
            await TellAsync(tenant);
            return (await app.Service<CollectionList>().PageAsync(tenant, null, default)).Items.Count == 0 ? new object() : null;
        },
        $"nothing left to tell Oblio for {tenant}");

    private Task<JsonElement[]> UntilAlertsAsync(string tenant, string key, Func<JsonElement[], bool> isSo) => MoneyApp.UntilAsync(
        async () =>
        {
            await TellAsync(tenant);
            JsonElement[] alerts = [.. (await app.SendAsync(HttpMethod.Get, $"/api/tenants/{tenant}/alerts?status=Open", key: key)).Json.GetProperty("items").EnumerateArray()];
            return isSo(alerts) ? alerts : null;
        },
        $"the alerts of {tenant}");

    private async Task<IReadOnlyList<OblioCollected>> AtOblioAsync(InvoiceRecord invoice)
    {
        using var scope = new CallScope(invoice.Tenant, "test", "test").Enter();
        return (await (await OblioAsync(invoice.Tenant)).GetDocumentAsync(KeyOf(invoice), default)).Collects ?? [];
    }

    private async Task<OblioClient> OblioAsync(string tenant) =>
        app.Service<OblioClients>().For(tenant, await app.Service<TenantConnections>().OblioAsync(tenant, default));

    private static OblioKey KeyOf(InvoiceRecord invoice) => new(OblioDocumentType.Invoice, invoice.SeriesName, invoice.NumberText);

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
