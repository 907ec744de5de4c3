using Cerniq.Functions.EFactura;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Tests.EFactura;

/// <summary>What hostile documents and answers come to over real HTTP.</summary>
public sealed class SafetyRouteTests(FilingApp app) : IClassFixture<FilingApp>
{
    private const string Bomb = """
        <!DOCTYPE Invoice [
          <!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
          <!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
        ]>
        """;

    [Theory]
    [InlineData("<!DOCTYPE Invoice SYSTEM \"http://127.0.0.1:9/invoice.dtd\">")]
    [InlineData("<!DOCTYPE Invoice [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>")]
    [InlineData(Bomb)]
    public async Task Refuses_a_document_with_a_DTD_and_names_it(string definition)
    {
        var proper = (await app.PostAsync("/api/efactura/preview", EFacturaRouteTests.Invoice())).Text;
        var hostile = proper.Insert(proper.IndexOf("?>", StringComparison.Ordinal) + 2, definition).Replace("Bilet concert", "&e;", StringComparison.Ordinal);

        var refused = await app.PostAsync("/api/efactura/validate", hostile);

        refused.Status.ShouldBe(400, refused.Text);
        refused.ContentType.ShouldBe("application/problem+json");
        refused.Json.GetProperty("success").GetBoolean().ShouldBeFalse();
        refused.Json.GetProperty("message").GetString().ShouldStartWith("The XML has a document type definition (DTD), which is never read (line ");
        refused.Text.ShouldNotContain("root:");
    }

    [Fact]
    public async Task Hands_out_no_web_page_as_a_PDF_and_keeps_none()
    {
        var queueId = await app.SubmitAsync("7301", EFacturaRouteTests.Invoice());
        await app.WaitAsync(queueId, "accepted");
        await app.SandboxAsync("faults", """{ "service": "anaf", "route": "transformare", "kind": "html", "rate": 1 }""");

        var refused = await app.GetAsync($"/api/efactura/download/{queueId}");

        refused.Status.ShouldBe(502, refused.Text);
        refused.ContentType.ShouldBe("application/problem+json");
        var words = refused.Json.GetProperty("message").GetString()!;
        words.ShouldStartWith("ANAF could not make the PDF: ");
        words.ShouldEndWith("The sealed answer is at ?format=zip.");
        words.ShouldNotContain("<html", Case.Insensitive);
        (await EntryAsync(queueId)).Receipt.ShouldBeNull();
        (await app.GetAsync($"/api/efactura/download/{queueId}?format=zip")).Status.ShouldBe(200);
        await app.NoFaultsAsync();
        var pdf = await Eventually.SeeAsync(
            () => app.GetAsync($"/api/efactura/download/{queueId}"), reply => reply.Status == 200, "the PDF once ANAF makes it again");
        pdf.ContentType.ShouldBe("application/pdf");
        pdf.Bytes.AsSpan(0, 4).SequenceEqual("%PDF"u8).ShouldBeTrue();
        (await app.Service<EFacturaFiles>().ReadAsync((await EntryAsync(queueId)).Receipt!, default)).ToArray().ShouldBe(pdf.Bytes);
    }

    private Task<EFacturaEntry> EntryAsync(long queueId) => app.Service<EFacturaStore>().RequireAsync(new EFacturaKey("demo", queueId), default);
}
