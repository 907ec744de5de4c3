using System.Text.Json;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Oblio.Wire;

public sealed class OblioClientTests
{
    private const string Login =
        """{"access_token":"67d6f8817c28d698bdae35728c7a30b02a75bd4d","expires_in":"3600","token_type":"Bearer","scope":"","request_time":"1540471129"}""";

    private const string Created =
        """{"status":200,"statusMessage":"Success","data":{"seriesName":"FCT","number":"0053","link":"https://www.oblio.eu/utils/show_file/?ic=91467&id=261751&it=bde87369631a5340057280037419f7e7"}}""";

    private readonly StubService stub = new StubService().On("/authorize/token", Login);
    private readonly OblioClients clients;
    private readonly OblioConnection connection = new(new Uri("https://www.oblio.eu/api/"), " nume@exemplu.com ", "secret ", "RO37311090");

    public OblioClientTests() => clients = new OblioClients(stub.Callers());

    private OblioClient Client => clients.For("demo", connection);

    private static OblioDocument Invoice => new()
    {
        SeriesName = "FCT",
        IssueDate = new DateOnly(2026, 11, 20),
        IdempotencyKey = "demo-invoice-N-1",
        Mentions = "Ref. N-1",
        Client = new OblioParty { Cif = "RO14399840", Name = "DANTE INTERNATIONAL SA", VatPayer = true, Save = true },
        Products = [new OblioLine { Name = "Test", Price = 200m, VatName = "Normala", VatPercentage = 21m, VatIncluded = false, Quantity = 2m }],
    };

    [Fact]
    public async Task Issues_an_invoice_in_Oblios_own_words()
    {
        stub.Then(Created);

        var issued = await Client.CreateInvoiceAsync(Invoice, CancellationToken.None);

        issued.Number.ShouldBe("0053");
        var sent = stub.Requests.Last();
        sent.Path.ShouldBe("/api/docs/invoice");
        sent.Headers["Authorization"].ShouldBe("Bearer 67d6f8817c28d698bdae35728c7a30b02a75bd4d");
        sent.Headers["Content-Type"].ShouldBe("application/json");
        sent.Body.ShouldBe(
            """{"cif":"RO37311090","client":{"cif":"RO14399840","name":"DANTE INTERNATIONAL SA","vatPayer":1,"save":1},"issueDate":"2026-11-20","seriesName":"FCT","products":[{"name":"Test","price":200,"vatName":"Normala","vatPercentage":21,"vatIncluded":0,"quantity":2}],"mentions":"Ref. N-1","useStock":0,"idempotencyKey":"demo-invoice-N-1"}""");
    }

    [Fact]
    public async Task Trims_what_was_pasted_into_the_login()
    {
        stub.Then(Created);
        await Client.CreateInvoiceAsync(Invoice, CancellationToken.None);

        stub.Requests.First().Body.ShouldBe(
            """{"client_id":"nume@exemplu.com","client_secret":"secret","grant_type":"client_credentials"}""");
    }

    [Fact]
    public async Task Fifty_calls_at_once_log_in_once()
    {
        stub.On("/nomenclature/vat_rates", """{"status":200,"statusMessage":"Success","data":[]}""");

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Client.GetVatRatesAsync(CancellationToken.None))));

        stub.Requests.Count(sent => sent.Path.EndsWith("/authorize/token", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Logs_in_once_more_when_the_token_has_expired_early()
    {
        stub.Then("""{"status":401,"statusMessage":"The access token provided has expired"}""", 401).Then(Created);

        (await Client.CreateInvoiceAsync(Invoice, CancellationToken.None)).Number.ShouldBe("0053");

        stub.Requests.Select(sent => sent.Path).ShouldBe(
            ["/api/authorize/token", "/api/docs/invoice", "/api/authorize/token", "/api/docs/invoice"]);
    }

    [Fact]
    public async Task Does_not_log_in_for_ever()
    {
        const string no = """{"status":401,"statusMessage":"The access token provided is invalid"}""";
        stub.Then(no, 401).Then(no, 401);

        var refused = await Should.ThrowAsync<ServiceRefusedException>(() => Client.CreateInvoiceAsync(Invoice, CancellationToken.None));

        refused.Fault.Kind.ShouldBe(FaultKind.Authentication);
        refused.Fault.Ambiguous.ShouldBeFalse();
        stub.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_wrong_secret_is_an_authentication_fault_whatever_its_status()
    {
        var wrong = new StubService().Then("""{"error":"invalid_client","error_description":"The client credentials are invalid"}""", 400);
        var client = new OblioClients(wrong.Callers()).For("demo", connection);

        var refused = await Should.ThrowAsync<ServiceRefusedException>(() => client.GetSeriesAsync(CancellationToken.None));

        refused.Fault.Kind.ShouldBe(FaultKind.Authentication);
        refused.Fault.Words.ShouldBe("The client credentials are invalid");
    }

    [Fact]
    public async Task An_error_under_HTTP_200_is_an_error()
    {
        stub.Then("""{"status":400,"statusMessage":"Produsul X nu are Gestiune (parametrul `management`)"}""");

        var refused = await Should.ThrowAsync<ServiceRefusedException>(() => Client.CreateInvoiceAsync(Invoice, CancellationToken.None));

        refused.Fault.Kind.ShouldBe(FaultKind.Validation);
        refused.Fault.Status.ShouldBe(400);
        refused.Fault.Ambiguous.ShouldBeFalse();
        refused.Fault.Words.ShouldBe("Produsul X nu are Gestiune (parametrul `management`)");
    }

    [Theory]
    [InlineData("""{"status":"400","statusMessage":"Seria"}""")]
    [InlineData("""{"status":400,"statusMessage":"Seria"}""")]
    public async Task The_status_in_the_body_may_be_text(string body)
    {
        stub.Then(body);

        var refused = await Should.ThrowAsync<ServiceRefusedException>(() => Client.CreateInvoiceAsync(Invoice, CancellationToken.None));

        refused.Fault.Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("""{"status":200,"statusMessage":"Success"}""")]
    [InlineData("""{"status":200,"statusMessage":"Success","data":null}""")]
    [InlineData("""{"status":200,"statusMessage":"Success","data":{"seriesName":"FCT","link":"x"}}""")]
    [InlineData("""{"status":200,"sta""")]
    [InlineData("")]
    [InlineData("<html><body>Mentenanta</body></html>")]
    public async Task A_success_without_a_document_leaves_a_doubt(string body)
    {
        stub.Then(body);

        var unknown = await Should.ThrowAsync<ServiceUnavailableException>(() => Client.CreateInvoiceAsync(Invoice, CancellationToken.None));

        unknown.Fault.Kind.ShouldBe(FaultKind.Unreadable);
        unknown.Fault.Ambiguous.ShouldBeTrue();
    }

    [Fact]
    public async Task A_missing_document_is_not_found_though_its_status_says_400()
    {
        stub.Then("""{"status":400,"statusMessage":"Nu exista document cu seria CRK si numarul 0012"}""", 400);

        var refused = await Should.ThrowAsync<ServiceRefusedException>(
            () => Client.GetDocumentAsync(new OblioKey(OblioDocumentType.Invoice, "CRK", "0012"), CancellationToken.None));

        refused.Fault.Kind.ShouldBe(FaultKind.NotFound);
    }

    [Fact]
    public async Task Reverses_a_whole_invoice_by_reference()
    {
        stub.Then(Created);
        var invoice = new OblioKey(OblioDocumentType.Invoice, "FCT", "0568");

        await Client.CreateStornoAsync(
            new OblioStorno("FCT", invoice, new DateOnly(2026, 11, 20), "demo-storno-C-1", DeletePayment: true), CancellationToken.None);

        stub.Requests.Last().Body.ShouldBe(
            """{"cif":"RO37311090","issueDate":"2026-11-20","seriesName":"FCT","sendEmail":0,"useStock":0,"referenceDocument":{"type":"Factura","seriesName":"FCT","number":"0568","refund":1},"idempotencyKey":"demo-storno-C-1"}""");
    }

    [Fact]
    public async Task Reverses_a_part_with_quantities_turned_round()
    {
        stub.Then(Created);
        var invoice = new OblioKey(OblioDocumentType.Invoice, "FCT", "0568");
        var line = new OblioLine { Name = "Test", Price = 200m, VatName = "Normala", VatPercentage = 21m, VatIncluded = false, Quantity = 1.5m };

        await Client.CreateStornoAsync(
            new OblioStorno("FCT", invoice, new DateOnly(2026, 11, 20), "k", Lines: [line], DeletePayment: true), CancellationToken.None);

        using var body = JsonDocument.Parse(stub.Requests.Last().Body);
        body.RootElement.GetProperty("products")[0].GetProperty("quantity").GetDecimal().ShouldBe(-1.5m);
        body.RootElement.GetProperty("products")[0].GetProperty("price").GetDecimal().ShouldBe(200m);
        body.RootElement.GetProperty("referenceDocument").GetProperty("refund").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_partial_storno_of_nothing_is_not_sent()
    {
        var invoice = new OblioKey(OblioDocumentType.Invoice, "FCT", "0568");
        await Should.ThrowAsync<ArgumentException>(() => Client.CreateStornoAsync(
            new OblioStorno("FCT", invoice, new DateOnly(2026, 11, 20), "k", Lines: []), CancellationToken.None));

        stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Deletes_with_a_body()
    {
        stub.Then("""{"status":200,"statusMessage":"Documentul a fost sters.","data":{"documentType":"Proforma","seriesName":"PR","number":"0008"}}""");

        var gone = await Client.DeleteAsync(new OblioKey(OblioDocumentType.Proforma, "PR", "0008"), false, "k", CancellationToken.None);

        gone.DocumentType.ShouldBe("Proforma");
        stub.Requests.Last().Method.ShouldBe(HttpMethod.Delete);
        stub.Requests.Last().Body.ShouldBe("""{"cif":"RO37311090","seriesName":"PR","number":"0008","idempotencyKey":"k"}""");
    }

    [Fact]
    public async Task Records_a_payment_and_reads_numbers_back()
    {
        stub.Then("""{"status":200,"statusMessage":"","data":{"documentType":"Factura","seriesName":"FCT","number":"0055","link":"x","collects":[{"issueDate":"2018-10-15","type":"Ordin de plata","number":"OP 7001","value":428.4}]}}""");

        var invoice = await Client.CollectAsync(
            new OblioKey(OblioDocumentType.Invoice, "FCT", "0055"),
            new OblioCollect { Type = "Ordin de plata", DocumentNumber = "OP 7001", Value = 428.4m },
            CancellationToken.None);

        invoice.Collects.ShouldHaveSingleItem().Value.ShouldBe(428.4m);
        stub.Requests.Last().Method.ShouldBe(HttpMethod.Put);
        stub.Requests.Last().Path.ShouldBe("/api/docs/invoice/collect");
    }
}
