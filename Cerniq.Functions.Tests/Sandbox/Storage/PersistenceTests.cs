using System.Text.Json.Nodes;
using Cerniq.Functions.Tests.Sandbox.Anaf;
using Cerniq.Functions.Tests.Sandbox.Oblio;

namespace Cerniq.Functions.Tests.Sandbox.Storage;

public sealed class PersistenceTests : IAsyncLifetime
{
    private readonly SandboxHost _sandbox = new();

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task Documents_tokens_faults_and_the_seal_outlive_a_restart()
    {
        var oblio = await OblioSession.OpenAsync(_sandbox);
        var made = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice("kept"));
        await _sandbox.ControlAsync("faults", new { service = "economic", kind = "status", status = 500 });
        var seal = await _sandbox.Http.GetStringAsync("/sandbox/anaf/certificate");
        var before = (await _sandbox.LedgerAsync()).ToJsonString();

        await _sandbox.RestartAsync();

        (await _sandbox.LedgerAsync()).ToJsonString().ShouldBe(before);
        (await _sandbox.Http.GetStringAsync("/sandbox/anaf/certificate")).ShouldBe(seal);
        var again = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice("kept"));
        ((string)again["number"]!).ShouldBe((string)made["number"]!);
        JsonNode.Parse(await _sandbox.Http.GetStringAsync("/sandbox/faults"))!["faults"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_anaf_was_processing_is_finished_after_the_restart()
    {
        await _sandbox.ControlAsync("clock", new { speed = 0 });
        var anaf = await AnafSession.OpenAsync(_sandbox);
        var index = (await anaf.UploadAsync(AnafInvoice.Write("HALF-1"))).Attribute("index_incarcare")!.Value;
        await _sandbox.RestartAsync();
        (await anaf.StateAsync(index)).Attribute("stare")!.Value.ShouldBe("in prelucrare");
        await _sandbox.ControlAsync("clock", new { speed = 1000 });
        await SandboxHost.UntilAsync(async () => (await anaf.StateAsync(index)).Attribute("stare")!.Value == "ok" ? "ok" : null);
    }

    [Fact]
    public async Task Reset_forgets_everything_but_the_seal()
    {
        var seal = await _sandbox.Http.GetStringAsync("/sandbox/anaf/certificate");
        var oblio = await OblioSession.OpenAsync(_sandbox);
        await oblio.DataAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice());
        await _sandbox.ControlAsync("reset", new { });
        (await _sandbox.LedgerAsync())["oblio"]!["invoices"]!.AsArray().Count.ShouldBe(0);
        (await _sandbox.Http.GetStringAsync("/sandbox/anaf/certificate")).ShouldBe(seal);
        var fresh = await OblioSession.OpenAsync(_sandbox);
        (await fresh.DataAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice()))["number"]!.ToString().ShouldBe("0001");
    }
}
