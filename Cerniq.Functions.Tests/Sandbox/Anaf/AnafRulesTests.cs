using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Cerniq.Functions.Tests.Sandbox.Oblio;

namespace Cerniq.Functions.Tests.Sandbox.Anaf;

/// <summary>The stand-in judges by the real rules.</summary>
public sealed class AnafRulesTests : IClassFixture<SandboxHost>
{
    private readonly SandboxHost _sandbox;

    public AnafRulesTests(SandboxHost sandbox) => _sandbox = sandbox;

    [Fact]
    public async Task Every_broken_rule_is_in_the_error_file()
    {
        var anaf = await FastAsync();
        var xml = AnafInvoice.Write("BAD-1").Replace("RO-CJ", "RO-XX", StringComparison.Ordinal).Replace("PayableAmount currencyID=\"RON\">121.00", "PayableAmount currencyID=\"RON\">120.00", StringComparison.Ordinal);
        var (index, state) = await anaf.SettleAsync(xml);
        state.Attribute("stare")!.Value.ShouldBe("nok");
        var errors = await ErrorsAsync(anaf, index, state.Attribute("id_descarcare")!.Value);
        errors.ShouldContain(static error => error.Contains("BR-CO-16", StringComparison.Ordinal));
        errors.ShouldContain(static error => error.Contains("BR-RO-110", StringComparison.Ordinal) || error.Contains("BR-RO-111", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_breaks_the_schema_is_refused_at_the_upload_with_its_place()
    {
        var anaf = await FastAsync();
        var answer = await anaf.UploadAsync(AnafInvoice.Write("BAD-2").Replace("cbc:DueDate>", "cbc:DueDay>", StringComparison.Ordinal));
        answer.Attribute("ExecutionStatus")!.Value.ShouldBe("1");
        answer.Elements().Single().Attribute("errorMessage")!.Value.ShouldStartWith("Fisierul transmis nu este valid. org.xml.sax.SAXParseException; lineNumber: 6;");
    }

    [Fact]
    public async Task A_seller_without_a_right_code_is_nok_by_the_servers_own_rule()
    {
        var anaf = await FastAsync();
        var (index, state) = await anaf.SettleAsync(AnafInvoice.Write("BAD-3", seller: "12345678"));
        (await ErrorsAsync(anaf, index, state.Attribute("id_descarcare")!.Value)).ShouldContain(static error => error.Contains("R_BT_32_cui", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Validare_says_ok_or_names_the_rules()
    {
        (await ValidareAsync(AnafInvoice.Write("V-1")))["stare"]!.ToString().ShouldBe("ok");
        var refused = await ValidareAsync(AnafInvoice.Write("V-1", customization: "urn:cen.eu:en16931:2017"));
        refused["stare"]!.ToString().ShouldBe("nok");
        refused["Messages"]!.AsArray().ShouldContain(static message => message!["message"]!.ToString().Contains("BR-RO-001", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Transformare_gives_a_pdf()
    {
        using var content = new StringContent(AnafInvoice.Write("PDF-1"), Encoding.UTF8, "text/plain");
        using var response = await _sandbox.Http.PostAsync("/anaf/prod/FCTEL/rest/transformare/FACT1", content);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        Encoding.ASCII.GetString(await response.Content.ReadAsByteArrayAsync()).ShouldContain("PDF-1");
    }

    [Theory]
    [InlineData("RON", false, 0)]
    [InlineData("RON", true, 1)]
    [InlineData("EUR", false, 1)]
    public async Task What_oblio_sends_for_an_invoice_and_its_storno_is_accepted(string currency, bool vatIncluded, int zeroRated)
    {
        await FastAsync();
        var oblio = await OblioSession.OpenAsync(_sandbox);
        var body = OblioSession.Invoice();
        body["currency"] = currency;
        body["exchangeRate"] = currency == "RON" ? null : 5.0876m;
        body["products"]![0]!["vatIncluded"] = vatIncluded;
        body["products"]![0]!["price"] = 33.33m;
        for (var i = 0; i < zeroRated; i++)
        {
            body["products"]!.AsArray().Add(new JsonObject { ["name"] = "Scutit", ["price"] = 10, ["vatName"] = "SFDD", ["vatPercentage"] = 0, ["vatIncluded"] = 0 });
        }

        var invoice = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", body);
        var storno = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", new JsonObject
        {
            ["cif"] = OblioSession.Cif,
            ["seriesName"] = "FCT",
            ["referenceDocument"] = new JsonObject { ["type"] = "Factura", ["seriesName"] = "FCT", ["number"] = (string)invoice["number"]! },
        });
        foreach (var document in new[] { invoice, storno })
        {
            await oblio.DataAsync(HttpMethod.Post, "docs/einvoice", new JsonObject { ["cif"] = OblioSession.Cif, ["seriesName"] = "FCT", ["number"] = (string)document["number"]! });
            var status = await SandboxHost.UntilAsync(async () =>
            {
                var item = (await oblio.DataAsync(HttpMethod.Get, $"docs/invoice/list?cif={OblioSession.Cif}&seriesName=FCT&number={document["number"]}&withEinvoiceStatus=1"))[0]!;
                return (int)item["einvoiceStatus"]!["code"]! == 0 ? null : item["einvoiceStatus"];
            });
            ((int)status["code"]!).ShouldBe(1, status.ToJsonString());
        }
    }

    private async Task<AnafSession> FastAsync()
    {
        await _sandbox.ControlAsync("clock", new { speed = 1000 });
        return await AnafSession.OpenAsync(_sandbox);
    }

    private async Task<JsonObject> ValidareAsync(string xml)
    {
        using var content = new StringContent(xml, Encoding.UTF8, "text/plain");
        using var response = await _sandbox.Http.PostAsync("/anaf/prod/FCTEL/rest/validare/FACT1", content);
        return await SandboxHost.JsonAsync(response);
    }

    private static async Task<List<string>> ErrorsAsync(AnafSession anaf, string index, string download)
    {
        using var response = await anaf.GetAsync($"descarcare?id={download}");
        using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync());
        using var stream = zip.GetEntry($"{index}.xml")!.Open();
        return [.. XElement.Load(stream).Elements().Select(static error => error.Attribute("errorMessage")!.Value)];
    }
}
