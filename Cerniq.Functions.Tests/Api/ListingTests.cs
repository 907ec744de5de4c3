using Cerniq.Functions.Payments;
using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.Api;

/// <summary>Every list route of the app, the same way.</summary>
[Collection(OneApp.Name)]
public sealed class ListingTests(AppHost app)
{
    public static TheoryData<string> Routes => new()
    {
        "tenants/demo/negotiations", "tenants/demo/approvals", "tenants/demo/payments", "tenants/demo/refunds", "tenants/demo/alerts",
        "tenants/demo/audit", "tenants/demo/revolut/refused", "tenants/demo/balances/A/history", "tenants/demo/balances/currencies/RON/history", "tenants/demo/compliance", "tenants/demo/clients/validations",
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Answers_a_page_and_says_what_is_wrong_with_a_query(string route)
    {
        (await GetAsync(route)).Json.GetProperty("items").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Array);
        foreach (var query in new[] { "limit=0", "limit=201", "limit=x", "continuation=%21", "limit=99999999999" })
        {
            var reply = await GetAsync($"{route}?{query}", 400);
            reply.Json.GetProperty("errors").TryGetProperty(query.Split('=')[0], out _).ShouldBeTrue(reply.Text);
        }
    }

    [Theory]
    [InlineData("tenants/demo/negotiations", "state", "EINVOICE_ACCEPTED", "einvoice_accepted")]
    [InlineData("tenants/demo/approvals", "status", "EXPIRED", "expired")]
    [InlineData("tenants/demo/payments", "status", "INVESTIGATION", "investigation")]
    [InlineData("tenants/demo/alerts", "status", "Open", "open")]
    public async Task Takes_the_names_that_the_answers_have_and_nothing_else(string route, string name, params string[] known)
    {
        foreach (var one in known)
        {
            await GetAsync($"{route}?{name}={one}");
        }

        foreach (var stranger in new[] { "NOWHERE", "1", "7", "PENDING,MATCHED" })
        {
            (await GetAsync($"{route}?{name}={stranger}", 400)).Json.GetProperty("errors").GetProperty(name)[0].GetString()!
                .ShouldContain(known[0]);
        }
    }

    [Fact]
    public async Task Goes_on_where_the_page_before_ended_though_newer_ones_come_in_between()
    {
        var key = await app.NewTenantAsync("pages");
        for (var i = 0; i < 7; i++)
        {
            await RecordAsync(i);
        }

        var seen = new List<string>();
        string? continuation = null;
        do
        {
            var reply = await GetAsync($"tenants/pages/payments?limit=3{(continuation is null ? "" : $"&continuation={continuation}")}", key: key);
            seen.AddRange(reply.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("paymentId").GetString()!));
            continuation = reply.Json.TryGetProperty("continuation", out var next) ? next.GetString() : null;
            await RecordAsync(100 + seen.Count);
        }
        while (continuation is not null);

        seen.ShouldBe(["P-6", "P-5", "P-4", "P-3", "P-2", "P-1", "P-0"]);
    }

    private Task<Payment> RecordAsync(int i) => app.Service<PaymentStore>().RecordAsync(
        new Payment
        {
            Tenant = "pages",
            PaymentId = $"P-{i}",
            ExternalId = $"P-{i}",
            Amount = 1m,
            Currency = "RON",
            TransactionDate = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(i),
            RecordedAt = default,
            CorrelationId = "c",
        },
        default);

    private async Task<Reply> GetAsync(string path, int status = 200, string key = AppHost.DemoKey)
    {
        var reply = await app.SendAsync(HttpMethod.Get, $"/api/{path}", key: key);
        reply.Status.ShouldBe(status, $"{path}: {reply.Text}");
        return reply;
    }
}
