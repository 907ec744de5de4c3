using System.Text;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Sandbox;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Oblio.Wire;

/// <summary>The client against the stand-in, over real HTTP.</summary>
public sealed class OblioContractTests(SandboxHost sandbox) : IClassFixture<SandboxHost>
{
    private static readonly DateOnly Day = new(2026, 11, 20);

    [Fact]
    public async Task A_proforma_becomes_an_invoice_that_is_found_paid_and_reversed()
    {
        var client = Client("whole");
        var rate = (await client.GetVatRatesAsync(CancellationToken.None)).First(vat => vat.Percent == 21m);
        var proforma = await client.CreateProformaAsync(Document("PR", "P-1", rate), CancellationToken.None);
        var invoice = await client.CreateInvoiceAsync(
            new OblioDocument
            {
                SeriesName = "FCT",
                IssueDate = Day,
                Mentions = "#mark-1",
                IdempotencyKey = "I-1",
                ReferenceDocument = new OblioReference { Type = "Proforma", SeriesName = proforma.SeriesName, Number = proforma.Number },
            },
            CancellationToken.None);
        var key = new OblioKey(OblioDocumentType.Invoice, invoice.SeriesName, invoice.Number);

        var found = await client.FindByMarkAsync(OblioDocumentType.Invoice, "#mark-1", Day, CancellationToken.None);
        found!.Number.ShouldBe(invoice.Number);
        found.Total.ShouldBe(484.00m);
        var paid = await client.CollectAsync(
            key, new OblioCollect { Type = "Ordin de plata", DocumentNumber = "OP 1", Value = 484.00m, IssueDate = Day }, CancellationToken.None);
        paid.Collects.ShouldHaveSingleItem().Value.ShouldBe(484.00m);
        var pdf = await client.GetPdfAsync(invoice.Link!, CancellationToken.None);
        Encoding.ASCII.GetString(pdf.Span[..4]).ShouldBe("%PDF");

        var storno = await client.CreateStornoAsync(new OblioStorno("FCT", key, Day, "S-1", "#storno-1"), CancellationToken.None);
        var listed = await client.FindByMarkAsync(OblioDocumentType.Invoice, "#storno-1", Day, CancellationToken.None);
        listed!.Number.ShouldBe(storno.Number);
        listed.Total.ShouldBe(-484.00m);
    }

    [Fact]
    public async Task A_lost_answer_leaves_a_doubt_and_the_document_is_found_by_its_mark()
    {
        var client = Client("lost");
        var rate = (await client.GetVatRatesAsync(CancellationToken.None)).First(vat => vat.Percent == 21m);
        await sandbox.ControlAsync("faults", new { service = "oblio", route = "post /oblio/api/docs/invoice", kind = "reset-after", count = 1 });

        var lost = await Should.ThrowAsync<ServiceUnavailableException>(
            () => client.CreateInvoiceAsync(Document("FCT", "L-1", rate) with { Mentions = "#lost-1" }, CancellationToken.None));

        lost.Fault.Ambiguous.ShouldBeTrue();
        (await client.FindByMarkAsync(OblioDocumentType.Invoice, "#lost-1", Day, CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_partial_storno_takes_back_the_quantity_named()
    {
        var client = Client("part");
        var rate = (await client.GetVatRatesAsync(CancellationToken.None)).First(vat => vat.Percent == 21m);
        var document = Document("FCT", "Q-1", rate);
        var invoice = await client.CreateInvoiceAsync(document, CancellationToken.None);

        await client.CreateStornoAsync(
            new OblioStorno(
                "FCT",
                new OblioKey(OblioDocumentType.Invoice, invoice.SeriesName, invoice.Number),
                Day,
                "Q-2",
                "#part-1",
                Lines: [document.Products![0] with { Quantity = 1m }],
                Client: document.Client),
            CancellationToken.None);

        var listed = await client.FindByMarkAsync(OblioDocumentType.Invoice, "#part-1", Day, CancellationToken.None);
        listed!.Total.ShouldBe(-242.00m);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused()
    {
        var client = new OblioClients(RealCallers.Create()).For("wrong", Connection("wrong") with { Secret = "no" });

        (await Should.ThrowAsync<ServiceRefusedException>(() => client.GetSeriesAsync(CancellationToken.None))).Fault.Kind.ShouldBe(FaultKind.Authentication);
    }

    [Fact]
    public async Task A_missing_document_is_not_found()
    {
        var refused = await Should.ThrowAsync<ServiceRefusedException>(() => Client("missing").GetDocumentAsync(
            new OblioKey(OblioDocumentType.Invoice, "FCT", "9999"), CancellationToken.None));

        refused.Fault.Kind.ShouldBe(FaultKind.NotFound);
    }

    private OblioClient Client(string tenant) => new OblioClients(RealCallers.Create()).For(tenant, Connection(tenant));

    private OblioConnection Connection(string tenant) => new(
        new Uri(sandbox.Http.BaseAddress!, "oblio/api/"), $"{tenant}@sandbox.cerniq", $"secret-{tenant}@sandbox.cerniq", "RO37311090");

    private static OblioDocument Document(string series, string key, OblioVatRate rate) => new()
    {
        SeriesName = series,
        IssueDate = Day,
        IdempotencyKey = key,
        Client = new OblioParty { Cif = "RO14399840", Name = "DANTE INTERNATIONAL SA", Address = "Sos. Virtutii 148", State = "Bucuresti", City = "Sector 6", VatPayer = true },
        Products = [new OblioLine { Name = "Consultanta", Price = 200m, Quantity = 2m, VatName = rate.Name, VatPercentage = rate.Percent, VatIncluded = false }],
    };
}
