using System.Globalization;
using Cerniq.Functions.Revolut.Balances;
using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.Revolut.Balances;

public sealed class BalanceTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Are_read_from_Revolut_on_request_and_shown_by_account()
    {
        var key = await App("bal-now");

        var read = await app.SendAsync(HttpMethod.Get, "/api/tenants/bal-now/balances?refresh=true", key: key);

        read.Status.ShouldBe(200, read.Text);
        var accounts = read.Json.GetProperty("items").EnumerateArray().ToList();
        accounts.ShouldNotBeEmpty();
        accounts.ShouldAllBe(a => a.GetProperty("currency").GetString()!.Length == 3 && a.GetProperty("accountId").GetString() != null);
        (await app.SendAsync(HttpMethod.Get, "/api/tenants/bal-now/balances", key: key)).Text.ShouldBe(read.Text);
    }

    [Fact]
    public async Task The_timer_reads_those_of_every_tenant_and_a_tenant_without_Revolut_is_passed_over()
    {
        var key = await App("bal-timer");
        await App("bal-none");
        await app.SetAsync("bal-none", new { environment = "production" });

        await app.Create<BalanceSync>().Run(null!, default);

        (await app.SendAsync(HttpMethod.Get, "/api/tenants/bal-timer/balances", key: key)).Json.GetProperty("items").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_outage_is_told_on_request_and_keeps_what_was_read_last()
    {
        var key = await App("bal-out");
        await app.SendAsync(HttpMethod.Get, "/api/tenants/bal-out/balances?refresh=true", key: key);
        await app.SetAsync("bal-out", new { revolut_base_url = "http://127.0.0.1:1/api/" });

        (await app.SendAsync(HttpMethod.Get, "/api/tenants/bal-out/balances?refresh=true", key: key)).Status.ShouldBe(502);
        (await app.SendAsync(HttpMethod.Get, "/api/tenants/bal-out/balances", key: key)).Json.GetProperty("items").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Have_a_history_of_each_account_and_of_each_currency_for_a_chart()
    {
        var key = await App("bal-hist");
        for (var i = 0; i < 5; i++)
        {
            await WriteAsync("bal-hist", Noon.AddMinutes(30 * i), ("A", "RON", 100m + i), ("B", "RON", 0.10m), ("Y", "JPY", 1500m));
        }

        var from = Uri.EscapeDataString(Noon.AddMinutes(30).ToString("O", CultureInfo.InvariantCulture));
        var to = Uri.EscapeDataString(Noon.AddMinutes(120).ToString("O", CultureInfo.InvariantCulture));
        (await AmountsAsync($"balances/A/history?from={from}&to={to}")).ShouldBe([103m, 102m, 101m]);
        (await AmountsAsync($"balances/currencies/RON/history?from={from}&to={to}")).ShouldBe([103.10m, 102.10m, 101.10m]);
        (await AmountsAsync("balances/currencies/JPY/history")).ShouldBe([1500m, 1500m, 1500m, 1500m, 1500m]);

        var first = await app.SendAsync(HttpMethod.Get, "/api/tenants/bal-hist/balances/A/history?limit=3", key: key);
        (await AmountsAsync($"balances/A/history?limit=3&continuation={first.Json.GetProperty("continuation").GetString()}")).ShouldBe([101m, 100m]);
        (await app.SendAsync(HttpMethod.Get, $"/api/tenants/bal-hist/balances/A/history?from={to}&to={from}", key: key)).Status.ShouldBe(400);

        async Task<decimal[]> AmountsAsync(string path) =>
            [.. (await app.SendAsync(HttpMethod.Get, $"/api/tenants/bal-hist/{path}", key: key)).Json.GetProperty("items").EnumerateArray()
                .Select(point => point.GetProperty("balance").GetDecimal())];
    }

    [Fact]
    public async Task A_reading_that_is_written_twice_is_one_point()
    {
        await App("bal-twice");
        await WriteAsync("bal-twice", Noon, ("A", "RON", 1m));
        await WriteAsync("bal-twice", Noon, ("A", "RON", 1m));

        (await app.Service<BalanceStore>().HistoryAsync("bal-twice", "A", Noon, Noon.AddTicks(1), 10, null, default)).Rows.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Show_as_a_gauge_of_each_account_and_of_each_currency()
    {
        await App("bal-gauge");
        app.Service<BalanceMetrics>().Show(
            "bal-gauge",
            [new("A", null, "RON", 100.25m, "active", Noon), new("B", null, "RON", -0.25m, "active", Noon), new("C", null, "EUR", 7m, "active", Noon)]);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/metrics");
        request.Headers.Add("x-functions-key", TestApp.AdminKey);
        using var response = await app.Client.SendAsync(request);
        var metrics = await response.Content.ReadAsStringAsync();

        metrics.ShouldContain("revolut_balance{account_id=\"B\",currency=\"RON\",tenant_id=\"bal-gauge\"} -0.25");
        metrics.ShouldContain("revolut_currency_balance{currency=\"RON\",tenant_id=\"bal-gauge\"} 100");
        metrics.ShouldContain("revolut_currency_balance{currency=\"EUR\",tenant_id=\"bal-gauge\"} 7");
    }

    [Fact]
    public async Task A_tenant_sees_its_own_only()
    {
        await App("bal-own");
        await WriteAsync("bal-own", Noon, ("A", "RON", 1m));
        var other = await App("bal-other");

        foreach (var path in new[] { "balances", "balances/A/history", "balances/currencies/RON/history" })
        {
            (await app.SendAsync(HttpMethod.Get, $"/api/tenants/bal-own/{path}", key: other)).Status.ShouldBe(404);
        }

        (await app.SendAsync(HttpMethod.Get, "/api/tenants/bal-other/balances/A/history", key: other)).Json.GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    private Task<string> App(string tenant) => app.NewTenantAsync(tenant);

    private Task WriteAsync(string tenant, DateTimeOffset at, params (string Account, string Currency, decimal Balance)[] read) =>
        app.Service<BalanceStore>().WriteAsync(
            tenant, [.. read.Select(r => new AccountBalance(r.Account, null, r.Currency, r.Balance, "active", at))], default);
}
