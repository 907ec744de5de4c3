using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cerniq.Functions.Tests.Sandbox.Anaf;
using Cerniq.Functions.Tests.Sandbox.Oblio;

namespace Cerniq.Functions.Tests.Sandbox.Faults;

/// <summary>Each test has a sandbox of its own, because faults strike everyone.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly SandboxHost _sandbox = new();

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task A_reset_after_the_effect_hides_the_answer_and_keeps_the_invoice()
    {
        var oblio = await OblioSession.OpenAsync(_sandbox);
        await _sandbox.ControlAsync("faults", new { service = "oblio", route = "/docs/invoice", kind = "reset-after", count = 1 });
        await Should.ThrowAsync<HttpRequestException>(() => oblio.SendAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice("lost")));
        (await InvoicesAsync()).ShouldBe(1);
        await oblio.DataAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice("lost"));
        (await InvoicesAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_reset_before_the_effect_leaves_nothing()
    {
        var oblio = await OblioSession.OpenAsync(_sandbox);
        await _sandbox.ControlAsync("faults", new { service = "all", route = "post /oblio/api/docs", kind = "reset-before" });
        await Should.ThrowAsync<HttpRequestException>(() => oblio.SendAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice()));
        (await InvoicesAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("oblio", "/oblio/api/nomenclature/companies", "statusMessage")]
    [InlineData("anaf", "/anaf/prod/FCTEL/rest/stareMesaj", "message")]
    [InlineData("revolut", "/revolut/api/1.0/accounts", "error_id")]
    [InlineData("economic", "/economic/journals", "httpStatusCode")]
    public async Task A_status_comes_in_the_services_own_shape_with_retry_after(string service, string path, string field)
    {
        await _sandbox.ControlAsync("faults", new { service, kind = "status", status = 503, retryAfter = 7 });
        using var response = await _sandbox.Http.GetAsync(path);
        (await SandboxHost.JsonAsync(response, HttpStatusCode.ServiceUnavailable)).ContainsKey(field).ShouldBeTrue();
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task An_html_page_comes_with_status_200()
    {
        await _sandbox.ControlAsync("faults", new { service = "anaf", kind = "html", count = 1 });
        using var response = await _sandbox.Http.GetAsync("/anaf/prod/FCTEL/rest/stareMesaj?id_incarcare=1");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldContain("<title>Request Rejected</title>");
        using var after = await _sandbox.Http.GetAsync("/anaf/prod/FCTEL/rest/stareMesaj?id_incarcare=1");
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Reject_makes_anaf_answer_nok()
    {
        await _sandbox.ControlAsync("clock", new { speed = 1000 });
        await _sandbox.ControlAsync("faults", new { service = "anaf", kind = "reject", count = 1 });
        var anaf = await AnafSession.OpenAsync(_sandbox);
        var (_, refused) = await anaf.SettleAsync(AnafInvoice.Write("R-1"));
        refused.Attribute("stare")!.Value.ShouldBe("nok");
        var (_, accepted) = await anaf.SettleAsync(AnafInvoice.Write("R-1"));
        accepted.Attribute("stare")!.Value.ShouldBe("ok");
    }

    [Fact]
    public async Task The_same_seed_strikes_the_same_requests()
    {
        async Task<string> PatternAsync()
        {
            await _sandbox.ControlAsync("faults", new { service = "oblio", kind = "status", status = 500, rate = 0.3, seed = 42 });
            var pattern = "";
            for (var i = 0; i < 40; i++)
            {
                using var response = await _sandbox.Http.GetAsync("/oblio/api/nomenclature/companies");
                pattern += response.StatusCode == HttpStatusCode.InternalServerError ? 'x' : '.';
            }

            using var cleared = await _sandbox.Http.DeleteAsync("/sandbox/faults");
            cleared.IsSuccessStatusCode.ShouldBeTrue();
            return pattern;
        }

        var first = await PatternAsync();
        first.ShouldContain('x');
        first.ShouldContain('.');
        (await PatternAsync()).ShouldBe(first);
    }

    [Fact]
    public async Task The_control_api_is_never_struck_and_refuses_nonsense()
    {
        await _sandbox.ControlAsync("faults", new { service = "all", kind = "reset-before" });
        using var health = await _sandbox.Http.GetAsync("/sandbox/health");
        health.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var wrong = await _sandbox.Http.PostAsJsonAsync("/sandbox/faults", new { service = "oblio", kind = "explode" });
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<int> InvoicesAsync() => (await _sandbox.LedgerAsync())["oblio"]!["invoices"]!.AsArray().Count;
}
