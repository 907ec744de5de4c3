using System.Net;
using System.Text;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>What callers rely on whatever they do wrong.</summary>
public sealed class ContractTests(DealTests.Shared shared) : IClassFixture<DealTests.Shared>
{
    private Machine Machine => shared.Machine;

    [Theory]
    [InlineData("GET", "tenants/demo/negotiations")]
    [InlineData("POST", "tenants/demo/negotiations")]
    [InlineData("GET", "tenants/demo/negotiations/none")]
    [InlineData("POST", "tenants/demo/negotiations/none/proforma/accept")]
    [InlineData("PUT", "tenants/demo/negotiations/none/client")]
    [InlineData("POST", "tenants/demo/clients/validate")]
    [InlineData("GET", "tenants/demo/invoices/none")]
    [InlineData("GET", "tenants/demo/approvals")]
    [InlineData("GET", "tenants/demo/payments")]
    [InlineData("GET", "tenants/demo/audit")]
    [InlineData("GET", "tenants/demo/alerts")]
    [InlineData("GET", "tenants/demo/settings")]
    [InlineData("POST", "efactura/submit")]
    [InlineData("GET", "efactura/status/1")]
    [InlineData("GET", "invoices/none/economics-upload-status")]
    [InlineData("GET", "invoices/economics-upload-stats")]
    public async Task Asks_for_a_key(string method, string path)
    {
        (await Machine.CallAsync(new HttpMethod(method), path, key: "")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Machine.CallAsync(new HttpMethod(method), path, key: "cq_wrong")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Machine.CallAsync(new HttpMethod(method), path, adminKey: "wrong")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Hides_one_tenant_from_another()
    {
        await Machine.PostDealAsync(SampleDeal.Of("MINE-1"));
        var (_, issued, _) = await Machine.CallAsync(HttpMethod.Post, "tenants/acme/keys", adminKey: Machine.AdminKey);
        var theirs = issued.GetProperty("key").GetString()!;

        var (forbidden, hidden, _) = await Machine.CallAsync(HttpMethod.Get, "tenants/demo/negotiations/MINE-1", key: theirs);
        var (absent, missing, _) = await Machine.CallAsync(HttpMethod.Get, "tenants/demo/negotiations/NONE", key: theirs);
        (forbidden, absent).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.NotFound));
        hidden.GetProperty("detail").GetString().ShouldBe(missing.GetProperty("detail").GetString());
        (await Machine.CallAsync(HttpMethod.Get, "tenants/acme/negotiations", key: theirs)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Says_where_malformed_JSON_breaks()
    {
        var (status, problem, answer) = await Machine.CallAsync(
            HttpMethod.Post, "tenants/demo/negotiations", "{\n  \"negotiationId\": \"A-1\",\n  \"items\": [,]\n}");
        status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        problem.GetProperty("detail").GetString()!.ShouldContain("line 3, column 13");
        problem.GetProperty("correlationId").GetString().ShouldBe(answer.Headers.GetValues("x-correlation-id").Single());
    }

    [Fact]
    public async Task Names_the_fields_that_are_wrong()
    {
        var (status, problem, _) = await Machine.CallAsync(HttpMethod.Post, "tenants/demo/negotiations", new { negotiationId = "A-2" });
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).ShouldBe(["client", "items"], ignoreOrder: true);
    }

    [Fact]
    public async Task Refuses_what_is_no_JSON_and_what_is_too_much()
    {
        using var text = new StringContent("hello", Encoding.UTF8, "text/plain");
        (await Machine.CallAsync(HttpMethod.Post, "tenants/demo/negotiations", text)).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        using var huge = new StringContent(new string(' ', 5 * 1024 * 1024 + 1), Encoding.UTF8, "application/json");
        (await Machine.CallAsync(HttpMethod.Post, "tenants/demo/negotiations", huge)).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Keeps_the_correlation_id_of_the_caller_to_the_end()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Machine.AppAddress, "api/tenants/demo/negotiations"))
        {
            Content = new StringContent(SampleDeal.Of("CORR-1").ToJsonString(), Encoding.UTF8, "application/json"),
            Headers = { { "x-api-key", Machine.DemoKey }, { "x-correlation-id", "sale-4711" } },
        };
        using var answer = await http.SendAsync(request);
        answer.Headers.GetValues("x-correlation-id").ShouldBe(["sale-4711"]);
        await Machine.UntilAsync("CORR-1", "PROFORMA_SENT");

        var (_, trail, _) = await Machine.CallAsync(HttpMethod.Get, "tenants/demo/audit?subject=negotiation/CORR-1&limit=100");
        var entries = trail.GetProperty("items").EnumerateArray().ToList();
        entries.ShouldContain(e => e.GetProperty("action").GetString()!.Contains("docs/proforma", StringComparison.Ordinal));
        entries.ShouldAllBe(e => e.GetProperty("correlationId").GetString() == "sale-4711");
    }

    [Fact]
    public async Task Refuses_a_forged_webhook()
    {
        using var http = new HttpClient();
        using var forged = new HttpRequestMessage(HttpMethod.Post, new Uri(Machine.AppAddress, "api/revolut/webhook/demo"))
        {
            Content = new StringContent("""{"event":"TransactionCreated","data":{"id":"x"}}""", Encoding.UTF8, "application/json"),
            Headers =
            {
                { "Revolut-Signature", "v1=" + new string('0', 64) },
                { "Revolut-Request-Timestamp", $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}" },
            },
        };
        (await http.SendAsync(forged)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
