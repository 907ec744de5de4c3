using System.Text;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Oblio.Wire;

public sealed class OblioReadingTests
{
    private const string Listed =
        """{"id":"105595937","draft":"0","canceled":"0","seriesName":"FCT","number":"0126","issueDate":"2023-05-30","dueDate":"2023-05-30","precision":"2","currency":"RON","exchangeRate":"0.000000","total":"51.2700","issuerName":"","mentions":"Ref. N-7","useStock":"0","indexUpload":null,"idDownload":null,"type":"Factura","link":"https://www.oblio.eu/utils/show_file/?ic=306625&id=105595937&it=e54c982243d86b513c3942f2f0a4502c&preload=1","einvoice":"https://www.oblio.eu/utils/show_file/?ic=306625&einvoice=1&api=1","einvoiceStatus":{"text":"Neconfigurat","sent":false,"code":-1},"client":{"clientId":"2960257","cif":"1111","name":"CONCEPT S.A.","rc":"J40/1090/1991","state":"BUCUREŞTI","vatPayer":"0"}}""";

    private readonly StubService stub = new StubService()
        .On("/authorize/token", """{"access_token":"t","expires_in":3600,"token_type":"Bearer"}""");

    private OblioClient Client => new OblioClients(stub.Callers()).For(
        "demo", new OblioConnection(new Uri("https://www.oblio.eu/api/"), "a", "b", "RO1"));

    [Fact]
    public async Task Reads_a_listed_document_whose_numbers_are_text()
    {
        stub.Then(Envelope(Listed));

        var document = (await AllAsync(Client.ListDocumentsAsync(OblioDocumentType.Invoice, new(), CancellationToken.None))).ShouldHaveSingleItem();

        document.Total.ShouldBe(51.27m);
        document.ExchangeRate.ShouldBe(0m);
        document.Canceled.ShouldBe(false);
        document.Client!.VatPayer.ShouldBe(false);
        document.EinvoiceStatus!.State.ShouldBe(OblioEinvoiceState.NotSent);
        document.IssueDate.ShouldBe(new DateOnly(2023, 5, 30));
    }

    [Fact]
    public async Task Pages_the_list_until_a_short_page()
    {
        stub.Then(Envelope(Enumerable.Repeat(Listed, 100).ToArray())).Then(Envelope(Listed));

        (await AllAsync(Client.ListDocumentsAsync(OblioDocumentType.Invoice, new(), CancellationToken.None))).Count.ShouldBe(101);

        stub.Requests.Where(sent => sent.Path.EndsWith("/list", StringComparison.Ordinal))
            .Select(sent => sent.Query.Split("offset=")[1]).ShouldBe(["0", "100"]);
    }

    [Fact]
    public async Task Writes_the_brackets_of_a_nested_filter()
    {
        stub.Then(Envelope());
        await AllAsync(Client.ListDocumentsAsync(
            OblioDocumentType.Invoice, new() { ClientCif = "RO 1", Canceled = false, IssuedAfter = new(2026, 1, 2) }, CancellationToken.None));

        stub.Requests.Last().Query.ShouldBe(
            "?cif=RO1&client[cif]=RO 1&canceled=0&issuedAfter=2026-01-02&orderBy=id&orderDir=DESC&limitPerPage=100&offset=0");
    }

    [Fact]
    public async Task Finds_what_a_doubtful_call_left_behind_by_its_mark()
    {
        stub.Then(Envelope(Listed)).Then(Envelope(Listed));

        (await Client.FindByMarkAsync(OblioDocumentType.Invoice, "Ref. N-7", new(2026, 11, 20), CancellationToken.None))!.Number.ShouldBe("0126");
        (await Client.FindByMarkAsync(OblioDocumentType.Invoice, "Ref. N-8", new(2026, 11, 20), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Pages_products_by_250()
    {
        const string product = """{"name":"Consultanta","code":"c","measuringUnit":"ora","productType":"Serviciu","price":"119.00","currency":"RON","vatName":"Normala","vatPercentage":"21","vatIncluded":true}""";
        stub.Then(Envelope(Enumerable.Repeat(product, 250).ToArray())).Then(Envelope());

        var all = await AllAsync(Client.GetProductsAsync(null, null, CancellationToken.None));

        all.Count.ShouldBe(250);
        all[0].Price.ShouldBe(119m);
        all[0].VatPercentage.ShouldBe(21m);
    }

    [Fact]
    public async Task Reads_VAT_rates_series_and_clients()
    {
        stub.Then(Envelope("""{"name":"Taxare inversa ","percent":"21","default":false}"""))
            .Then(Envelope("""{"type":"Factura","name":"FCT","start":"0001","next":"0051","default":true}"""))
            .Then(Envelope("""{"cif":"RO1","name":"X","vatPayer":"1"}"""));
        var client = Client;

        (await client.GetVatRatesAsync(CancellationToken.None))[0].ShouldBe(new OblioVatRate { Name = "Taxare inversa ", Percent = 21m, IsDefault = false });
        (await client.GetSeriesAsync(CancellationToken.None))[0].Next.ShouldBe("0051");
        (await client.GetClientsAsync("RO1", null, CancellationToken.None))[0].VatPayer.ShouldBe(true);
    }

    [Fact]
    public async Task Fetches_a_PDF_without_a_token_and_checks_that_it_is_one()
    {
        stub.Then(_ => StubService.Bytes("%PDF-1.7 x"u8.ToArray(), "application/pdf"));

        var pdf = await Client.GetPdfAsync("https://www.oblio.eu/utils/show_file/?ic=1&id=2&it=secret", CancellationToken.None);

        Encoding.ASCII.GetString(pdf.Span).ShouldStartWith("%PDF");
        stub.Requests.ShouldHaveSingleItem().Headers.Keys.ShouldNotContain("Authorization");
        stub.Trail.ShouldHaveSingleItem().Action.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_login_page_is_no_PDF()
    {
        const string page = "<html><body>Autentificare</body></html>";
        stub.Then(page).Then(page).Then(page);

        var failure = await Should.ThrowAsync<ServiceUnavailableException>(() => stub.Clock.RunAsync(
            Client.GetPdfAsync("https://www.oblio.eu/utils/show_file/?ic=1", CancellationToken.None)));

        failure.Fault.Kind.ShouldBe(FaultKind.Unreadable);
    }

    [Theory]
    [InlineData("https://example.com/utils/show_file/?ic=1")]
    [InlineData("http://www.oblio.eu/utils/show_file/?ic=1")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("file:///etc/passwd")]
    public async Task Follows_no_link_that_leads_elsewhere(string link)
    {
        await Should.ThrowAsync<ServiceRefusedException>(() => Client.GetPdfAsync(link, CancellationToken.None));

        stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Says_why_an_invoice_has_no_XML()
    {
        stub.Then("<html><body><error>Adauga Localitatea Clientului &quot;X&quot;</error></body></html>", 200, "text/html");

        var refused = await Should.ThrowAsync<ServiceRefusedException>(
            () => Client.GetEinvoiceXmlAsync("https://www.oblio.eu/utils/show_file/?einvoice=1", CancellationToken.None));

        refused.Fault.Words.ShouldBe("Adauga Localitatea Clientului \"X\"");
        refused.Fault.Kind.ShouldBe(FaultKind.Validation);
    }

    [Fact]
    public async Task Reads_how_far_an_einvoice_is_from_the_list()
    {
        stub.Then("""{"status":200,"statusMessage":"Success","data":{"text":"e-Factura trimisa cu succes in SPV.","sent":true,"code":0}}""")
            .Then(Envelope(Listed.Replace("\"code\":-1", "\"code\":\"1\"", StringComparison.Ordinal).Replace("\"indexUpload\":null", "\"indexUpload\":5001130147", StringComparison.Ordinal)));
        var client = Client;
        var key = new OblioKey(OblioDocumentType.Invoice, "FCT", "126");

        (await client.SendEinvoiceAsync(key, CancellationToken.None)).State.ShouldBe(OblioEinvoiceState.Processing);
        var progress = await client.GetEinvoiceStatusAsync(key, CancellationToken.None);

        progress!.Status.State.ShouldBe(OblioEinvoiceState.Accepted);
        progress.IndexUpload.ShouldBe("5001130147");
        stub.Requests.Last().Query.ShouldContain("withEinvoiceStatus=1");
    }

    [Fact]
    public async Task Downloads_ANAFs_answer_and_takes_JSON_for_an_error()
    {
        stub.Then(_ => StubService.Bytes([0x50, 0x4B, 3, 4, 5], "application/octet-stream"))
            .Then("""{"status":400,"statusMessage":"Nu exista fisier"}""");
        var client = Client;
        var key = new OblioKey(OblioDocumentType.Invoice, "FCT", "126");

        (await client.DownloadEinvoiceAsync(key, CancellationToken.None)).Length.ShouldBe(5);
        (await Should.ThrowAsync<ServiceRefusedException>(() => client.DownloadEinvoiceAsync(key, CancellationToken.None)))
            .Fault.Words.ShouldBe("Nu exista fisier");
    }

    [Fact]
    public void A_changed_connection_gets_a_client_of_its_own()
    {
        var clients = new OblioClients(stub.Callers());
        var before = new OblioConnection(new Uri("https://www.oblio.eu/api/"), "a", "b", "RO1");
        var first = clients.For("demo", before);

        clients.For("demo", before with { }).ShouldBeSameAs(first);
        clients.For("other", before).ShouldNotBeSameAs(first);
        clients.For("demo", before with { Secret = "new" }).ShouldNotBeSameAs(first);
    }

    private static string Envelope(params string[] data) =>
        $$"""{"status":200,"statusMessage":"Success","data":[{{string.Join(',', data)}}]}""";

    private static async Task<List<T>> AllAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items)
        {
            all.Add(item);
        }

        return all;
    }
}
