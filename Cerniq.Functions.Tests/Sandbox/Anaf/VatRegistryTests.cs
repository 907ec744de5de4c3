using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Cerniq.Functions.Tests.Sandbox.Anaf;

public sealed class VatRegistryTests : IClassFixture<SandboxHost>
{
    private readonly SandboxHost _sandbox;

    public VatRegistryTests(SandboxHost sandbox) => _sandbox = sandbox;

    [Fact]
    public async Task Known_and_generated_companies_are_found_and_wrong_codes_are_not()
    {
        var answer = await AskAsync(14399840, 1234567, 12345678, 19);
        answer.ContainsKey("cod").ShouldBeFalse();
        answer["found"]!.AsArray().Select(static company => (string?)company!["date_generale"]!["denumire"]).ShouldContain("DANTE INTERNATIONAL SA");
        answer["notFound"]!.AsArray().Select(static cui => (long)cui!).ShouldContain(12345678);
        (answer["found"]!.AsArray().Count + answer["notFound"]!.AsArray().Count).ShouldBe(4);
    }

    [Fact]
    public async Task The_same_code_always_gives_the_same_company()
    {
        (await AskAsync(1590082)).ToJsonString().ShouldBe((await AskAsync(1590082)).ToJsonString());
    }

    [Fact]
    public async Task A_registered_company_replaces_the_generated_one_until_it_is_deleted()
    {
        await _sandbox.ControlAsync("companies", new { cui = "RO12345674", denumire = "ALTA FIRMA SRL", scpTVA = false, inactive = true });
        var changed = (await AskAsync(12345674))["found"]![0]!;
        ((string)changed["date_generale"]!["denumire"]!).ShouldBe("ALTA FIRMA SRL");
        ((bool)changed["inregistrare_scop_Tva"]!["scpTVA"]!).ShouldBeFalse();
        ((bool)changed["stare_inactiv"]!["statusInactivi"]!).ShouldBeTrue();
        using var deleted = await _sandbox.Http.DeleteAsync("/sandbox/companies/12345674");
        deleted.IsSuccessStatusCode.ShouldBeTrue();
        ((string)(await AskAsync(12345674))["found"]![0]!["date_generale"]!["denumire"]!).ShouldBe("MURES TRADE SRL");
    }

    private async Task<JsonObject> AskAsync(params long[] codes)
    {
        using var response = await _sandbox.Http.PostAsJsonAsync("/anaf/api/PlatitorTvaRest/v9/tva", codes.Select(static cui => new { cui, data = "2026-11-20" }));
        return await SandboxHost.JsonAsync(response);
    }
}
