using System.Text.Json;
using Cerniq.Functions.Economic;
using Cerniq.Functions.Economic.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Economic.Wire;

public sealed class EconomicClientTests
{
    private const string Years =
        """{"collection":[{"year":"2024/2025","fromDate":"2024-07-01","toDate":"2025-06-30","closed":true,"self":"https://restapi.e-conomic.com/accounting-years/2024_6_2025"},{"year":"2025/2026a","fromDate":"2025-07-01","toDate":"2026-12-31","self":"https://restapi.e-conomic.com/accounting-years/2025_6_2026a"}],"pagination":{"maxPageSizeAllowed":1000,"skipPages":0,"pageSize":1000,"results":2}}""";

    private static readonly EconomicVoucherId Voucher = new(1, "2026", 151);
    private static readonly byte[] Pdf = "%PDF-1.7 x"u8.ToArray();
    private readonly StubService stub = new();

    private EconomicClient Client => new EconomicClients(stub.Callers()).For(
        "demo", new EconomicConnection(new Uri("https://restapi.e-conomic.com/"), "app", "grant", 1, 1010, "U25", 2));

    [Fact]
    public async Task Finds_the_year_of_a_date_and_takes_its_address_from_its_link()
    {
        stub.Then(Years).Then(Years);
        var client = Client;

        var year = await client.FindAccountingYearAsync(new DateOnly(2026, 11, 20), CancellationToken.None);

        year!.Year.ShouldBe("2025/2026a");
        year.Path.ShouldBe("2025_6_2026a");
        (await client.FindAccountingYearAsync(new DateOnly(2030, 1, 1), CancellationToken.None)).ShouldBeNull();
        stub.Requests.Last().Headers["X-AppSecretToken"].ShouldBe("app");
        stub.Requests.Last().Headers["X-AgreementGrantToken"].ShouldBe("grant");
    }

    [Fact]
    public async Task Creates_a_voucher_under_an_idempotency_key()
    {
        stub.Then("""[{"accountingYear":{"year":"2025/2026"},"journal":{"journalNumber":1},"voucherNumber":151,"self":"https://restapi.e-conomic.com/journals/1/vouchers/2025_6_2026-151"}]""", 201);

        var made = await Client.CreateVoucherAsync(1, Invoice(), "demo-1-N1", CancellationToken.None);

        made.ShouldBe(new EconomicVoucherId(1, "2025_6_2026", 151));
        var sent = stub.Requests.Single();
        sent.Path.ShouldBe("/journals/1/vouchers");
        sent.Headers["Idempotency-Key"].ShouldBe("demo-1-N1");
        sent.Body.ShouldBe(
            """{"accountingYear":{"year":"2026"},"journal":{"journalNumber":1},"entries":{"manualCustomerInvoices":[{"customer":{"customerNumber":2},"customerInvoiceNumber":"123","contraAccount":{"accountNumber":1010},"amount":100.00,"currency":{"code":"DKK"},"date":"2026-11-20","dueDate":"2026-12-20","text":"FCT 123 #a1b2c3d4"}]}}""");
    }

    [Fact]
    public async Task Takes_an_object_in_the_place_of_a_list()
    {
        stub.Then("""{"voucherNumber":7,"self":"https://restapi.e-conomic.com/journals/1/vouchers/2026-7"}""", 201);

        (await Client.CreateVoucherAsync(1, Invoice(), "k", CancellationToken.None)).VoucherNumber.ShouldBe(7);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("")]
    public async Task A_success_without_a_voucher_leaves_a_doubt(string body)
    {
        stub.Then(body, 201);

        (await Should.ThrowAsync<ServiceUnavailableException>(() => Client.CreateVoucherAsync(1, Invoice(), "k", CancellationToken.None)))
            .Fault.Ambiguous.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"errorCode":"PayloadChanged","message":"x","httpStatusCode":400}""")]
    [InlineData("""{"message":"URLChanged","httpStatusCode":400}""")]
    public async Task A_key_used_for_something_else_says_so(string body)
    {
        stub.Then(body, 400);

        var refused = await Should.ThrowAsync<ServiceRefusedException>(() => Client.CreateVoucherAsync(1, Invoice(), "k", CancellationToken.None));

        refused.Fault.Kind.ShouldBe(FaultKind.Duplicate);
        refused.Fault.Ambiguous.ShouldBeTrue();
    }

    [Fact]
    public async Task Finds_a_mark_among_the_drafts()
    {
        stub.Then("""{"collection":[{"text":"FCT 1 #a1b2c3d4","voucher":{"voucherNumber":151,"self":"https://restapi.e-conomic.com/journals/1/vouchers/2026-151"}}],"pagination":{}}""");

        (await Client.FindByMarkAsync(1, "2026", "#a1b2c3d4", CancellationToken.None)).ShouldBe(new EconomicMarked(Voucher, Booked: false));

        stub.Requests.Single().Path.ShouldBe("/journals/1/entries");
        stub.Requests.Single().Query.ShouldEndWith("&filter=text$like:*#a1b2c3d4*");
    }

    [Fact]
    public async Task Finds_a_mark_among_what_is_booked_on_a_later_page()
    {
        stub.Then("""{"collection":[],"pagination":{}}""")
            .Then("""{"collection":[{"text":"other","voucherNumber":1}],"pagination":{"nextPage":"https://restapi.e-conomic.com/accounting-years/2026/entries?skippages=1"}}""")
            .Then("""{"collection":[{"text":"FCT 1 #a1b2c3d4","voucherNumber":151}],"pagination":{}}""");

        (await Client.FindByMarkAsync(1, "2026", "#a1b2c3d4", CancellationToken.None)).ShouldBe(new EconomicMarked(Voucher, Booked: true));
    }

    [Fact]
    public async Task Sends_its_tokens_nowhere_else()
    {
        stub.Then("""{"collection":[],"pagination":{"nextPage":"https://evil.example/accounting-years"}}""");

        await Should.ThrowAsync<ServiceRefusedException>(() => Client.FindAccountingYearAsync(new DateOnly(2026, 1, 1), CancellationToken.None));

        stub.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("a$b(c)d*e,f[g]", "a$$b$(c$)d$*e$,f$[g$]")]
    [InlineData("#a1b2", "#a1b2")]
    public void Escapes_what_the_filter_language_uses(string text, string escaped) => EconomicFilter.Escape(text).ShouldBe(escaped);

    [Fact]
    public async Task Attaches_a_PDF_once()
    {
        stub.Then("""{"message":"Not found","httpStatusCode":404}""", 404).Then("", 201).Then("""{"pages":2}""");
        var client = Client;

        (await client.AttachPdfAsync(Voucher, Pdf, "FCT-1.pdf", CancellationToken.None)).WasThere.ShouldBeFalse();
        var sent = stub.Requests.Last();
        sent.Path.ShouldBe("/journals/1/vouchers/2026-151/attachment/file");
        sent.Headers["Content-Type"].ShouldStartWith("multipart/form-data; boundary=");
        sent.Body.ShouldContain("filename=FCT-1.pdf");
        (await client.AttachPdfAsync(Voucher, Pdf, "FCT-1.pdf", CancellationToken.None)).WasThere.ShouldBeTrue();
        stub.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(0, false)]
    public async Task Fills_an_attachment_that_is_there_without_pages_and_leaves_others_alone(int pages, bool wasThere)
    {
        stub.Then("""{"pages":0}""").Then("""{"message":"Voucher already has attachment.","httpStatusCode":400}""", 400)
            .Then($$"""{"pages":{{pages}}}""").Then("", 200);

        (await Client.AttachPdfAsync(Voucher, Pdf, "x.pdf", CancellationToken.None)).WasThere.ShouldBe(wasThere);

        stub.Requests.Count(sent => sent.Method == HttpMethod.Patch).ShouldBe(wasThere ? 0 : 1);
    }

    [Fact]
    public async Task Sends_no_file_that_e_conomic_would_refuse()
    {
        await Should.ThrowAsync<ArgumentException>(() => Client.AttachPdfAsync(Voucher, "hello"u8.ToArray(), "x.pdf", CancellationToken.None));

        stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Looks_many_booked_vouchers_up_in_one_call_and_follows_its_pages()
    {
        stub.Then("""{"collection":[{"voucherNumber":151,"remainder":0.00,"entryType":"manualDebtorInvoice"},{"voucherNumber":152,"remainder":1.5}],"pagination":{"nextPage":"https://restapi.e-conomic.com/accounting-years/2025_6_2026a/entries?skippages=1"}}""")
            .Then("""{"collection":[{"voucherNumber":151,"entryType":"financeVoucher"}],"pagination":{}}""");

        var found = await Client.BookedAsync("2025_6_2026a", [151, 152, 153], CancellationToken.None);

        found[151].Count().ShouldBe(2);
        found[152].Single().Remainder.ShouldBe(1.5m);
        found[153].ShouldBeEmpty();
        stub.Requests.First().Path.ShouldBe("/accounting-years/2025_6_2026a/entries");
        stub.Requests.First().Query.ShouldEndWith("filter=voucherNumber$in:[151,152,153]");
    }

    [Fact]
    public async Task Looks_many_drafts_up_in_one_call()
    {
        stub.Then("""{"collection":[{"text":"a","voucher":{"voucherNumber":151}},{"text":"b","voucher":{"voucherNumber":151}}],"pagination":{}}""");

        (await Client.DraftsAsync(1, [151, 152], CancellationToken.None)).ShouldBe([151]);

        stub.Requests.Single().Path.ShouldBe("/journals/1/entries");
        stub.Requests.Single().Query.ShouldEndWith("filter=voucher.voucherNumber$in:[151,152]");
    }

    [Fact]
    public async Task Asks_for_no_more_than_a_filter_takes()
    {
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Client.DraftsAsync(1, [.. Enumerable.Range(1, 201)], CancellationToken.None));

        stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_outage_is_never_taken_for_missing()
    {
        stub.On("/entries", "down", 503);

        await Should.ThrowAsync<ServiceUnavailableException>(
            () => stub.Clock.RunAsync(Client.BookedAsync("2026", [151], CancellationToken.None)));
    }

    [Theory]
    [InlineData("""[{"entryType":"manualDebtorInvoice","remainder":0.00},{"entryType":"financeVoucher"}]""", true)]
    [InlineData("""[{"entryType":"manualDebtorInvoice","remainder":0.01}]""", false)]
    [InlineData("""[{"entryType":"manualDebtorInvoice"}]""", false)]
    [InlineData("""[{"entryType":"manualDebtorInvoice","remainder":0},{"entryType":"manualDebtorInvoice","remainder":5}]""", false)]
    [InlineData("""[{"entryType":"financeVoucher","remainder":0}]""", false)]
    public void Is_paid_only_when_every_open_item_says_so(string entries, bool paid) =>
        EconomicLookUp.IsPaid(JsonSerializer.Deserialize<EconomicBookedEntry[]>(entries)!).ShouldBe(paid);

    [Theory]
    [InlineData(200, true)]
    [InlineData(404, false)]
    public async Task Knows_which_accounts_and_VAT_codes_there_are(int status, bool there)
    {
        stub.Then("{}", status).Then("{}", status);
        var client = Client;

        (await client.HasAccountAsync(1010, CancellationToken.None)).ShouldBe(there);
        (await client.HasVatCodeAsync("U21", CancellationToken.None)).ShouldBe(there);
        stub.Requests.Select(sent => sent.Path).ShouldBe(["/accounts/1010", "/vat-accounts/U21"]);
    }

    internal static EconomicVoucher Invoice() => new()
    {
        AccountingYear = new EconomicYear("2026"),
        Journal = new EconomicJournal(1),
        Entries = new EconomicEntries
        {
            ManualCustomerInvoices =
            [
                new EconomicEntry
                {
                    Customer = new EconomicCustomer(2),
                    CustomerInvoiceNumber = "123",
                    ContraAccount = new EconomicAccount(1010),
                    Amount = 100.00m,
                    Currency = new EconomicCurrency("DKK"),
                    Date = new DateOnly(2026, 11, 20),
                    DueDate = new DateOnly(2026, 12, 20),
                    Text = "FCT 123 #a1b2c3d4",
                },
            ],
        },
    };
}
