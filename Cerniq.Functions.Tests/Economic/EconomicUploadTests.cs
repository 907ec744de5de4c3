using System.Text.Json;
using Cerniq.Functions.Economic;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Oblio.Cancellation;
using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.Economic;

public sealed class EconomicUploadTests(TestApp app) : EconomicAppTests(app)
{
    private static readonly object Mapping = new
    {
        economic_vat_codes = "21=U21, 11=U11, 0=U0",
        economic_revenue_account = 1020,
        economic_customers = "RO44567894=77",
        economic_journal_number = 2,
    };

    [Fact]
    public async Task Books_each_VAT_rate_with_its_account_its_code_its_debtor_and_its_dates()
    {
        var company = await CompanyAsync("map", Mapping);
        var invoice = await InvoiceAsync(company, "1", [Line(100m, 21m), Line(50.05m, 11m), Line(7m, 0m)], client: "44567894");

        (await UploadAsync(invoice)).ShouldAllBe(attempt => attempt.Succeeded);

        var voucher = (await VouchersAsync("map")).ShouldHaveSingleItem();
        var entries = Entries(voucher, "manualCustomerInvoices");
        entries.Select(e => (e.GetProperty("amount").GetDecimal(), e.GetProperty("contraVatAccount").GetProperty("vatCode").GetString()))
            .ShouldBe([(121m, "U21"), (55.56m, "U11"), (7m, "U0")]);
        entries.Sum(e => e.GetProperty("amount").GetDecimal()).ShouldBe(invoice.GrandTotal);
        entries.ShouldAllBe(e => e.GetProperty("contraAccount").GetProperty("accountNumber").GetInt32() == 1020
            && e.GetProperty("customer").GetProperty("customerNumber").GetInt32() == 77
            && e.GetProperty("date").GetString() == "2026-11-20" && e.GetProperty("dueDate").GetString() == "2026-12-20"
            && e.GetProperty("currency").GetProperty("code").GetString() == "RON");
        voucher.GetProperty("journal").GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData("rate", "21=U21", 9, "VAT at 9 % has no code in e-conomic: add 9=… to «economic_vat_codes».")]
    [InlineData("code", "9=X9", 9, "e-conomic does not know VAT code X9: mend the setting, or have it made there.")]
    public async Task Names_a_code_that_is_missing_and_sends_nothing(string tenant, string codes, int rate, string words)
    {
        var company = await CompanyAsync(tenant, new { economic_vat_codes = codes });
        var invoice = await InvoiceAsync(company, "1", [Line(100m, rate)]);

        (await UploadAsync(invoice)).Single().Words.ShouldBe(words);

        (await VouchersAsync(tenant)).ShouldBeEmpty();
        (await AlertsAsync(company)).ShouldHaveSingleItem().GetProperty("detail").GetString()!.ShouldStartWith(words);
        (await StatusAsync(company, invoice)).GetProperty("uploads")[0].GetProperty("lastError").GetString().ShouldBe(words);
        await App.SetAsync(tenant, new { economic_vat_codes = "9=U9" });
        (await RetryAsync(company, invoice)).GetProperty("successCount").GetInt32().ShouldBe(1);
        (await AlertsAsync(company)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("account", 9999, "2026-11-20", "e-conomic does not know account 9999: mend the setting, or have it made there.")]
    [InlineData("closed", 1010, "2023-05-05", "The accounting year 2023 is closed in e-conomic; a document of 2023-05-05 cannot be booked in it.")]
    [InlineData("noyear", 1010, "2019-05-05", "e-conomic has no accounting year for 2019-05-05; have one made there.")]
    public async Task Names_an_account_or_a_year_that_will_not_do(string tenant, int account, string date, string words)
    {
        var company = await CompanyAsync(tenant, new { economic_revenue_account = account });
        var invoice = await InvoiceAsync(company, "1", [Line(100m, 0m)], change: i => i with { IssueDate = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture) });

        (await UploadAsync(invoice)).Single().Words.ShouldBe(words);
        (await VouchersAsync(tenant)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_amount_that_e_conomic_cannot_hold_is_not_rounded_on_the_way()
    {
        var company = await CompanyAsync("dinar");
        var invoice = await InvoiceAsync(company, "1", [Line(12.345m, 0m)], currency: "KWD");

        (await UploadAsync(invoice)).Single().Words!.ShouldContain("12.345 KWD has more decimals");
        (await VouchersAsync("dinar")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_currency_without_decimals_is_booked_as_it_is()
    {
        var company = await CompanyAsync("yen");
        var invoice = await InvoiceAsync(company, "1", [Line(1500m, 0m)], currency: "JPY");

        await UploadAsync(invoice);

        var entry = Entries((await VouchersAsync("yen")).Single(), "manualCustomerInvoices").Single();
        entry.GetProperty("amount").GetDecimal().ShouldBe(1500m);
        entry.GetProperty("currency").GetProperty("code").GetString().ShouldBe("JPY");
    }

    [Fact]
    public async Task A_voucher_whose_attachment_fails_is_not_made_twice_and_gets_it_by_hand()
    {
        var company = await CompanyAsync("partial");
        var invoice = await InvoiceAsync(company, "1", [Line(100m, 0m)]);
        var key = (await QueueAsync(invoice)).Single();
        await App.SandboxAsync("faults", new { service = "economic", route = "/attachment/file", kind = "status", status = 500, rate = 1.0 });
        try
        {
            (await App.Service<EconomicUploader>().TryAsync(key, byHand: false, default)).Succeeded.ShouldBeTrue();
            (await App.Service<VoucherAttachment>().AttachAsync(key, default)).Succeeded.ShouldBeFalse();
        }
        finally
        {
            await App.NoFaultsAsync();
        }

        (await StatusAsync(company, invoice)).GetProperty("economicsStatus").GetString().ShouldBe("UPLOADED");
        (await AlertsAsync(company)).Single().GetProperty("kind").GetString().ShouldBe("economic_attachment_missing");
        await UntilServedAsync(() => RetryAsync(company, invoice), async () => (await UploadOfAsync(invoice)).AttachmentUploaded);
        var voucher = (await VouchersAsync("partial")).ShouldHaveSingleItem();
        voucher.GetProperty("pages").GetInt32().ShouldBe(1);
        (await AlertsAsync(company)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_is_lost_makes_no_second_voucher()
    {
        var company = await CompanyAsync("lost");
        var invoice = await InvoiceAsync(company, "1", [Line(100m, 0m)]);
        var key = (await QueueAsync(invoice)).Single();
        await App.SandboxAsync("faults", new { service = "economic", route = "/vouchers", kind = "reset-after", rate = 1.0, count = 1 });
        try
        {
            (await App.Service<EconomicUploader>().TryAsync(key, byHand: false, default)).Succeeded.ShouldBeFalse();
        }
        finally
        {
            await App.NoFaultsAsync();
        }

        await UntilServedAsync(() => RetryAsync(company, invoice), async () => (await UploadOfAsync(invoice)).Status == EconomicUploadStatus.Success);
        (await VouchersAsync("lost")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_routes_answer_as_their_source_shows_them()
    {
        var company = await CompanyAsync("routes", new { economic_revenue_account = 9999 });
        var invoice = await InvoiceAsync(company, "1", [Line(100m, 0m)]);
        (await StatusAsync(company, invoice)).ToString().ShouldBe(
            $$"""{"invoiceUuid":"{{invoice.InvoiceId}}","invoiceNumber":53,"economicsStatus":"NA","uploads":[]}""");

        await QueueAsync(invoice);
        var upload = await UploadOfAsync(invoice);
        (await StatusAsync(company, invoice)).ToString().ShouldBe(
            $$"""{"invoiceUuid":"{{invoice.InvoiceId}}","invoiceNumber":53,"economicsStatus":"PENDING","uploads":[{"uuid":"{{upload.Uuid}}","uploadType":"ISSUER","companyUuid":"{{upload.CompanyUuid}}","status":"PENDING","attemptCount":0,"maxAttempts":5,"lastAttemptAt":null,"voucherNumber":0,"lastError":""}]}""");
        (await StatsAsync(company)).ShouldBe("""{"pending":1,"success":0,"failed":0,"retryable":0}""");

        (await RetryAsync(company, invoice)).ToString().ShouldBe(
            """{"message":"Upload retry processed","successCount":0,"failedCount":1,"totalCount":1}""");
        (await StatsAsync(company)).ShouldBe("""{"pending":0,"success":0,"failed":1,"retryable":1}""");
        await App.Create<GiveUpEconomicUpload>().Run(new EconomicKey("routes", invoice.InvoiceId, EconomicUploadType.Issuer), default);
        (await StatsAsync(company)).ShouldBe("""{"pending":0,"success":0,"failed":1,"retryable":0}""");

        await App.SetAsync("routes", new { economic_revenue_account = 1010 });
        (await RetryAsync(company, invoice)).ToString().ShouldBe(
            """{"message":"Upload retry processed","successCount":1,"failedCount":0,"totalCount":1}""");
        (await StatsAsync(company)).ShouldBe("""{"pending":0,"success":1,"failed":0,"retryable":0}""");
        var done = (await StatusAsync(company, invoice)).GetProperty("uploads")[0];
        (done.GetProperty("attemptCount").GetInt32(), done.GetProperty("voucherNumber").GetInt32()).ShouldBe((2, 1));
    }

    [Fact]
    public async Task Another_tenants_invoice_is_not_there()
    {
        var owner = await CompanyAsync("owner");
        var other = await CompanyAsync("other");
        var invoice = await InvoiceAsync(owner, "1", [Line(100m, 0m)]);

        (await App.SendAsync(HttpMethod.Get, $"/api/invoices/{invoice.InvoiceId}/economics-upload-status", key: other.Key)).Status.ShouldBe(404);
        (await App.SendAsync(HttpMethod.Post, $"/api/invoices/{invoice.InvoiceId}/retry-economics-upload", key: other.Key)).Status.ShouldBe(404);
        (await StatsAsync(other)).ShouldBe("""{"pending":0,"success":0,"failed":0,"retryable":0}""");
    }

    [Fact]
    public async Task A_storno_is_booked_backwards_unless_the_mapping_says_no()
    {
        var company = await CompanyAsync("storno", Mapping);
        var quiet = await CompanyAsync("quiet", new { economic_book_stornos = false });
        var storno = await InvoiceAsync(company, "S", [Line(-100m, 21m)], change: AsStorno);
        var unbooked = await InvoiceAsync(quiet, "S", [Line(-100m, 21m)], change: AsStorno);

        await UploadAsync(storno);
        (await QueueAsync(unbooked)).ShouldBeEmpty();

        Entries((await VouchersAsync("storno")).Single(), "manualCustomerInvoices").Single().GetProperty("amount").GetDecimal().ShouldBe(-121m);
    }

    [Fact]
    public async Task Nothing_is_queued_for_a_tenant_that_books_elsewhere()
    {
        var company = await CompanyAsync("elsewhere", new { economic_enabled = false });

        (await QueueAsync(await InvoiceAsync(company, "1", [Line(1m, 0m)]))).ShouldBeEmpty();
    }

    internal static InvoiceRecord AsStorno(InvoiceRecord invoice) => invoice with
    {
        Storno = new StornoFacts
        {
            CancellationId = "C-1",
            OriginalInvoiceId = "I-1",
            OriginalOblioId = "FCT-1",
            OriginalIssueDate = invoice.IssueDate,
            CancellationType = CancellationType.Full,
            ReasonCode = default,
            ReasonText = "x",
            RequestedBy = default,
        },
    };

    private async Task<JsonElement> RetryAsync(Company of, InvoiceRecord invoice)
    {
        var reply = await App.SendAsync(HttpMethod.Post, $"/api/invoices/{invoice.InvoiceId}/retry-economics-upload", key: of.Key);
        reply.Status.ShouldBe(200, reply.Text);
        return reply.Json;
    }

    private async Task<string> StatsAsync(Company of) =>
        (await App.SendAsync(HttpMethod.Get, "/api/invoices/economics-upload-stats", key: of.Key)).Text;

    /// <summary>The breaker stays open for a while after a run of faults; a person would try again too.</summary>
    private static Task<object> UntilServedAsync(Func<Task> retry, Func<Task<bool>> isDone) => TestApp.UntilAsync<object>(
        async () =>
        {
            await retry();
            return await isDone() ? new object() : null;
        },
        "the retry succeeds");
}
