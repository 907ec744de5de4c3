using System.Text;
using System.Text.Json.Nodes;

namespace Cerniq.Functions.Tests.Sandbox.Oblio;

public sealed class OblioDocumentTests : IClassFixture<SandboxHost>
{
    private readonly SandboxHost _sandbox;

    public OblioDocumentTests(SandboxHost sandbox) => _sandbox = sandbox;

    [Fact]
    public async Task An_invoice_answers_with_series_padded_number_and_a_link_to_its_pdf()
    {
        var oblio = await OblioSession.OpenAsync(_sandbox);
        var data = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice());
        data.AsObject().Select(static field => field.Key).ShouldBe(["seriesName", "number", "link"]);
        ((string)data["number"]!).Length.ShouldBe(4);

        var pdf = Encoding.ASCII.GetString(await _sandbox.Http.GetByteArrayAsync((string)data["link"]!));
        pdf.ShouldStartWith("%PDF");
        pdf.ShouldContain((string)data["number"]!);
        pdf.ShouldContain("DANTE INTERNATIONAL SA");
        pdf.ShouldContain("435.60");
    }

    [Fact]
    public async Task Amounts_follow_the_rate_and_the_discount()
    {
        var oblio = await OblioSession.OpenAsync(_sandbox);
        var made = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice());
        var item = (await ListAsync(oblio, $"seriesName=FCT&number={made["number"]}&withProducts=1")).Single()!;
        ((string)item["total"]!).ShouldBe("435.6000");
        item["products"]!.AsArray().Count.ShouldBe(2);
        ((string)item["client"]!["cif"]!).ShouldBe("RO14399840");
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_same_document_and_issues_one()
    {
        var oblio = await OblioSession.OpenAsync(_sandbox);
        var first = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice("once"));
        var again = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice("once"));
        again.ToJsonString().ShouldBe(first.ToJsonString());
        var ledger = await _sandbox.LedgerAsync();
        ledger["oblio"]!["invoices"]!.AsArray().Count(static invoice => (string?)invoice!["idempotencyKey"] == "once").ShouldBe(1);
    }

    [Fact]
    public async Task Twenty_calls_at_once_with_one_key_issue_one_document()
    {
        var oblio = await OblioSession.OpenAsync(_sandbox);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => oblio.DataAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice("race"))));
        answers.Select(static answer => (string)answer["number"]!).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Numbers_have_no_holes_after_refusals()
    {
        const string Cif = "34283300";
        var oblio = await OblioSession.OpenAsync(_sandbox);
        var good = OblioSession.Invoice();
        good["cif"] = Cif;
        var bad = OblioSession.Invoice();
        bad["cif"] = Cif;
        bad["products"]![0]!["vatPercentage"] = 33;
        (await oblio.DataAsync(HttpMethod.Post, "docs/invoice", good))["number"]!.ToString().ShouldBe("0001");
        (await oblio.RefusalAsync(HttpMethod.Post, "docs/invoice", bad)).ShouldContain("nu este setata in Oblio");
        (await oblio.DataAsync(HttpMethod.Post, "docs/invoice", good))["number"]!.ToString().ShouldBe("0002");
        var series = (await oblio.DataAsync(HttpMethod.Get, $"nomenclature/series?cif={Cif}")).AsArray();
        ((string)series.Single(static one => (string?)one!["name"] == "FCT")!["next"]!).ShouldBe("0003");
    }

    [Fact]
    public async Task A_proforma_becomes_an_invoice_with_its_client_and_lines()
    {
        var oblio = await OblioSession.OpenAsync(_sandbox);
        var proforma = OblioSession.Invoice();
        proforma["seriesName"] = "PR";
        var made = await oblio.DataAsync(HttpMethod.Post, "docs/proforma", proforma);
        var invoice = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", Referring("Proforma", "PR", made));
        var item = (await ListAsync(oblio, $"seriesName=FCT&number={invoice["number"]}")).Single()!;
        ((string)item["total"]!).ShouldBe("435.6000");
        ((string)item["client"]!["name"]!).ShouldBe("DANTE INTERNATIONAL SA");
    }

    [Fact]
    public async Task A_storno_is_the_invoice_with_the_sign_turned()
    {
        var oblio = await OblioSession.OpenAsync(_sandbox);
        var invoice = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice());
        var storno = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", Referring("Factura", "FCT", invoice));
        var ledger = await _sandbox.LedgerAsync();
        var kept = ledger["oblio"]!["stornos"]!.AsArray().Single(one => (string?)one!["number"] == (string?)storno["number"])!;
        ((decimal)kept["total"]!).ShouldBe(-435.60m);
        ((string)kept["reference"]!["number"]!).ShouldBe((string)invoice["number"]!);
    }

    [Fact]
    public async Task Cancel_restore_and_collect_show_in_the_list()
    {
        var oblio = await OblioSession.OpenAsync(_sandbox);
        var made = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice());
        var name = new JsonObject { ["cif"] = OblioSession.Cif, ["seriesName"] = "FCT", ["number"] = (string)made["number"]! };
        using (var canceled = await oblio.SendAsync(HttpMethod.Put, "docs/invoice/cancel", Copy(name)))
        {
            ((string)(await SandboxHost.JsonAsync(canceled))["statusMessage"]!).ShouldBe("Documentul a fost anulat.");
        }

        ((string)(await ListAsync(oblio, $"seriesName=FCT&number={made["number"]}")).Single()!["canceled"]!).ShouldBe("1");
        await oblio.DataAsync(HttpMethod.Put, "docs/invoice/restore", Copy(name));
        var collect = Copy(name);
        collect["collect"] = new JsonObject { ["type"] = "Ordin de plata", ["documentNumber"] = "OP 7001" };
        var collected = await oblio.DataAsync(HttpMethod.Put, "docs/invoice/collect", collect);
        ((decimal)collected["collects"]![0]!["value"]!).ShouldBe(435.60m);
        ((string)(await ListAsync(oblio, $"seriesName=FCT&number={made["number"]}")).Single()!["collected"]!).ShouldBe("1");
    }

    [Fact]
    public async Task Only_the_last_document_of_a_series_can_be_deleted_and_its_number_comes_back()
    {
        var oblio = await OblioSession.OpenAsync(_sandbox);
        var body = OblioSession.Invoice();
        body["cif"] = "22354360";
        var first = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", body);
        var second = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", body);
        JsonObject Name(JsonNode one) => new() { ["cif"] = "22354360", ["seriesName"] = "FCT", ["number"] = (string)one["number"]! };
        (await oblio.RefusalAsync(HttpMethod.Delete, "docs/invoice", Name(first))).ShouldContain("ultimul document");
        await oblio.DataAsync(HttpMethod.Delete, "docs/invoice", Name(second));
        (await oblio.DataAsync(HttpMethod.Post, "docs/invoice", body))["number"]!.ToString().ShouldBe((string)second["number"]!);
    }

    [Fact]
    public async Task An_einvoice_goes_to_anaf_and_its_status_is_read_from_the_list()
    {
        await _sandbox.ControlAsync("clock", new { speed = 1000 });
        var oblio = await OblioSession.OpenAsync(_sandbox);
        var body = OblioSession.Invoice();
        var made = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", body);
        var sent = await oblio.DataAsync(HttpMethod.Post, "docs/einvoice", new JsonObject { ["cif"] = OblioSession.Cif, ["seriesName"] = "FCT", ["number"] = (string)made["number"]! });
        ((int)sent["code"]!).ShouldBe(0);
        var item = await SandboxHost.UntilAsync(async () =>
        {
            var one = (await ListAsync(oblio, $"seriesName=FCT&number={made["number"]}&withEinvoiceStatus=1")).Single()!;
            return (int)one["einvoiceStatus"]!["code"]! == 0 ? null : one;
        });
        ((int)item["einvoiceStatus"]!["code"]!).ShouldBe(1, item.ToJsonString());
        item["idDownload"].ShouldNotBeNull();
        using var archive = await oblio.SendAsync(HttpMethod.Get, $"docs/einvoice?cif={OblioSession.Cif}&seriesName=FCT&number={made["number"]}");
        archive.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
    }

    private static JsonObject Referring(string type, string series, JsonNode document) => new()
    {
        ["cif"] = OblioSession.Cif,
        ["seriesName"] = "FCT",
        ["referenceDocument"] = new JsonObject { ["type"] = type, ["seriesName"] = series, ["number"] = (string)document["number"]! },
    };

    private static JsonObject Copy(JsonObject body) => body.DeepClone().AsObject();

    private static async Task<JsonArray> ListAsync(OblioSession oblio, string query) =>
        (await oblio.DataAsync(HttpMethod.Get, $"docs/invoice/list?cif={OblioSession.Cif}&{query}")).AsArray();
}
