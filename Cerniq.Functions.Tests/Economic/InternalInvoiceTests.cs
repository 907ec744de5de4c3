using Cerniq.Functions.Economic;
using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.Economic;

/// <summary>Invoices within a group, which go into the books of both companies.</summary>
public sealed class InternalInvoiceTests(TestApp app) : EconomicAppTests(app)
{
    private const string DebtorCui = "RO14399840";

    [Fact]
    public async Task Goes_into_both_books_as_a_sale_and_as_a_purchase()
    {
        var (issuer, _) = await GroupAsync("i1", "d1");
        var invoice = await InvoiceAsync(issuer, "1", [Line(100m, 21m), Line(10m, 11m)], client: "14399840");

        (await UploadAsync(invoice)).Count.ShouldBe(2);

        Entries((await VouchersAsync("i1")).Single(), "manualCustomerInvoices").Sum(e => e.GetProperty("amount").GetDecimal()).ShouldBe(132.10m);
        var bought = Entries((await VouchersAsync("d1")).Single(), "supplierInvoices");
        bought.Select(e => (e.GetProperty("amount").GetDecimal(), e.GetProperty("contraVatAccount").GetProperty("vatCode").GetString()))
            .ShouldBe([(-121m, "I21"), (-11.10m, "I11")]);
        bought.ShouldAllBe(e => e.GetProperty("supplier").GetProperty("supplierNumber").GetInt32() == 9
            && e.GetProperty("supplierInvoiceNumber").GetString() == "FCT-1"
            && e.GetProperty("contraAccount").GetProperty("accountNumber").GetInt32() == 1320);
    }

    [Fact]
    public async Task Is_partially_uploaded_until_both_are_and_booked_and_paid_only_when_both_are()
    {
        var (issuer, debtor) = await GroupAsync("i2", "d2");
        await App.SetAsync("d2", new { economic_expense_account = 9999 });
        var invoice = await InvoiceAsync(issuer, "1", [Line(100m, 21m)], client: DebtorCui);

        await UploadAsync(invoice);
        await IsAsync("PARTIALLY_UPLOADED");

        await App.SetAsync("d2", new { economic_expense_account = 1320 });
        var retried = await App.SendAsync(HttpMethod.Post, $"/api/invoices/{invoice.InvoiceId}/retry-economics-upload", key: issuer.Key);
        retried.Text.ShouldBe("""{"message":"Upload retry processed","successCount":2,"failedCount":0,"totalCount":2}""");
        await IsAsync("UPLOADED");

        await BookAsync(issuer, (await UploadOfAsync(invoice)).VoucherNumber);
        await SyncAsync(issuer);
        await IsAsync("UPLOADED");
        var purchase = (await UploadOfAsync(invoice, EconomicUploadType.Debtor)).VoucherNumber;
        await BookAsync(debtor, purchase);
        await SyncAsync(issuer);
        await IsAsync("BOOKED");
        await PayAsync(issuer, (await UploadOfAsync(invoice)).VoucherNumber);
        await PayAsync(debtor, purchase);
        await SyncAsync(issuer);
        await IsAsync("PAID");

        async Task IsAsync(string status) => (await StatusAsync(issuer, invoice)).GetProperty("economicsStatus").GetString().ShouldBe(status);
    }

    [Theory]
    [InlineData("i3", "d3", false, true, DebtorCui)]
    [InlineData("i4", "d4", true, false, DebtorCui)]
    [InlineData("i5", "d5", true, true, "RO18547290")]
    public async Task Nobody_writes_into_the_books_of_a_company_that_has_not_agreed(
        string issuerName, string debtorName, bool issuerNames, bool debtorNames, string client)
    {
        var (issuer, _) = await GroupAsync(issuerName, debtorName, issuerNames, debtorNames);

        (await QueueAsync(await InvoiceAsync(issuer, "1", [Line(100m, 21m)], client: client))).Single().Type.ShouldBe(EconomicUploadType.Issuer);
    }

    private async Task<(Company Issuer, Company Debtor)> GroupAsync(string issuer, string debtor, bool issuerNames = true, bool debtorNames = true)
    {
        var second = await CompanyAsync(debtor, new
        {
            company_cui = DebtorCui,
            economic_issuer_tenants = debtorNames ? issuer : "nobody",
            economic_supplier_number = 9,
            economic_expense_account = 1320,
            economic_input_vat_codes = "21=I21,11=I11",
        });
        var first = await CompanyAsync(
            issuer, new { economic_debtor_tenants = issuerNames ? $"stranger, {debtor}" : "stranger", economic_vat_codes = "21=U21,11=U11" });
        return (first, second);
    }
}
