using Cerniq.Functions.Economic;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tests.Hosting;
using Cerniq.Functions.Tests.Lifecycle;

namespace Cerniq.Functions.Tests.Economic;

public sealed class EconomicSyncTests(TestApp app) : EconomicAppTests(app)
{
    [Fact]
    public async Task Sees_what_is_booked_and_then_what_is_paid()
    {
        var company = await CompanyAsync("books");
        var invoices = new List<InvoiceRecord>();
        for (var i = 1; i <= 5; i++)
        {
            invoices.Add(await InvoiceAsync(company, $"{i}", [Line(i * 10m, 0m)]));
            await UploadAsync(invoices[^1]);
        }

        (await SyncAsync(company)).ShouldBe(0);
        await BookAsync(company, (await UploadOfAsync(invoices[0])).VoucherNumber);
        await BookAsync(company, (await UploadOfAsync(invoices[1])).VoucherNumber);
        (await SyncAsync(company)).ShouldBe(2);
        (await SyncAsync(company)).ShouldBe(0);
        await PayAsync(company, (await UploadOfAsync(invoices[1])).VoucherNumber);
        (await SyncAsync(company)).ShouldBe(1);

        var status = new List<string?>();
        foreach (var invoice in invoices)
        {
            status.Add((await StatusAsync(company, invoice)).GetProperty("economicsStatus").GetString());
        }

        status.ShouldBe(["BOOKED", "PAID", "UPLOADED", "UPLOADED", "UPLOADED"]);
    }

    [Fact]
    public async Task A_draft_without_its_PDF_gets_it_once_e_conomic_takes_it()
    {
        var company = await CompanyAsync("late-pdf");
        var invoice = await InvoiceAsync(company, "1", [Line(100m, 0m)]);
        var key = (await QueueAsync(invoice)).Single();
        (await App.Service<EconomicUploader>().TryAsync(key, byHand: false, default)).Succeeded.ShouldBeTrue();
        await SyncAsync(company);
        (await UploadOfAsync(invoice)).AttachmentUploaded.ShouldBeFalse("the upload itself may still be at it");

        await App.Service<EconomicUploadStore>().UpdateAsync(key, u => u with { LastAttemptAt = u.LastAttemptAt!.Value.AddMinutes(-11) }, default);
        await SyncAsync(company);
        await SyncAsync(company);

        (await UploadOfAsync(invoice)).AttachmentUploaded.ShouldBeTrue($"{string.Join("; ", await AlertsAsync(company))}");
        (await VouchersAsync("late-pdf")).ShouldHaveSingleItem().GetProperty("pages").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Looks_a_page_of_vouchers_up_with_two_calls()
    {
        var company = await CompanyAsync("calls");
        for (var i = 1; i <= 30; i++)
        {
            await UploadAsync(await InvoiceAsync(company, $"{i}", [Line(i, 0m)]));
        }

        var before = await CallsAsync(company);
        await SyncAsync(company);

        (await CallsAsync(company) - before).ShouldBe(2);
    }

    [Fact]
    public async Task A_voucher_of_that_number_with_another_text_is_not_ours()
    {
        var company = await CompanyAsync("stranger");
        var invoice = await InvoiceAsync(company, "1", [Line(100m, 0m)]);
        await UploadAsync(invoice);
        var upload = await UploadOfAsync(invoice);
        var key = new EconomicKey("stranger", invoice.InvoiceId, EconomicUploadType.Issuer);
        await App.Service<EconomicUploadStore>().UpdateAsync(key, u => u with { VoucherNumber = 2 }, default);
        var other = await InvoiceAsync(company, "2", [Line(100m, 0m)]);
        await UploadAsync(other);
        await BookAsync(company, 2);
        await PayAsync(company, 2);

        await SyncAsync(company);

        // Found again by its mark, under the number it has.
        (await UploadOfAsync(invoice)).ShouldSatisfyAllConditions(u => u.VoucherNumber.ShouldBe(upload.VoucherNumber), u => u.PaidAt.ShouldBeNull());
        (await UploadOfAsync(other)).PaidAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_voucher_that_stays_away_is_told_and_not_made_again()
    {
        var company = await CompanyAsync("gone");
        var invoice = await InvoiceAsync(company, "1", [Line(100m, 0m)]);
        await UploadAsync(invoice);
        var key = new EconomicKey("gone", invoice.InvoiceId, EconomicUploadType.Issuer);
        await App.SetAsync("gone", new { economic_agreement_grant_token = "grant-gone-elsewhere" });

        await SyncAsync(company);
        (await AlertsAsync(company)).ShouldBeEmpty(); // it may only be late
        await SyncAsync(company);

        (await AlertsAsync(company)).Single().GetProperty("kind").GetString().ShouldBe("economic_voucher_missing");
        (await App.Service<EconomicUploader>().TryAsync(key, byHand: true, default)).Succeeded.ShouldBeTrue();
        (await VouchersAsync("gone-elsewhere")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_paid_and_is_owed_again_is_booked_back_and_paid_only_when_our_own_books_agree()
    {
        var company = await CompanyAsync("owed", new { economic_book_payments = true, economic_bank_account = 5820 });
        var invoice = await InvoiceAsync(company, "1", [Line(100m, 0m)]);
        await UploadAsync(invoice);
        await AllocateAsync(company, invoice, new PaymentAllocation("P-1", 100m));
        await SyncAsync(company);
        await BookAsync(company, 1);
        await PayAsync(company, 1);
        await SyncAsync(company);
        (await UploadOfAsync(invoice)).PaidAt.ShouldNotBeNull();

        await AllocateAsync(company, invoice); // the money is gone
        await App.Service<EconomicUploadStore>().WatchAgainAsync("owed", invoice.InvoiceId, default);
        await SyncAsync(company);
        (await UploadOfAsync(invoice)).ShouldSatisfyAllConditions(u => u.PaidAt.ShouldBeNull(), u => u.BookedAt.ShouldNotBeNull());
        (await VouchersAsync("owed")).Count(v => v.GetProperty("entries").TryGetProperty("customerPayments", out _)).ShouldBe(2);

        await AllocateAsync(company, invoice, new PaymentAllocation("P-2", 100m));
        await SyncAsync(company);
        (await UploadOfAsync(invoice)).PaidAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_outage_changes_nothing()
    {
        var company = await CompanyAsync("outage");
        var invoice = await InvoiceAsync(company, "1", [Line(100m, 0m)]);
        await UploadAsync(invoice);
        await App.SetAsync("outage", new { economic_base_url = "http://127.0.0.1:1/" });

        await Should.ThrowAsync<ServiceUnavailableException>(() => SyncAsync(company));

        (await UploadOfAsync(invoice)).MissingSince.ShouldBeNull();
    }

    [Fact]
    public async Task Books_payments_once_and_takes_back_what_is_unmatched_where_the_mapping_names_a_bank_account()
    {
        var company = await CompanyAsync("bank", new { economic_book_payments = true, economic_bank_account = 5820 });
        var invoice = await InvoiceAsync(company, "1", [Line(100m, 0m)]);
        await UploadAsync(invoice);
        await AllocateAsync(company, invoice, new PaymentAllocation("P-1", 30m), new PaymentAllocation("P-2", 20.50m));

        await SyncAsync(company);
        await SyncAsync(company);
        (await PaymentsAsync()).ShouldBe([-30m, -20.50m]);

        await AllocateAsync(company, invoice, new PaymentAllocation("P-1", 30m));
        await SyncAsync(company);
        await SyncAsync(company);
        (await PaymentsAsync()).ShouldBe([-30m, -20.50m, 20.50m]);

        async Task<decimal[]> PaymentsAsync() => [.. (await VouchersAsync("bank"))
            .Where(v => v.GetProperty("entries").TryGetProperty("customerPayments", out _))
            .OrderBy(v => v.GetProperty("voucherNumber").GetInt32())
            .Select(v => Entries(v, "customerPayments").Single())
            .Select(e => e.GetProperty("contraAccount").GetProperty("accountNumber").GetInt32() == 5820 ? e.GetProperty("amount").GetDecimal() : 0)];
    }

    private async Task AllocateAsync(Company of, InvoiceRecord invoice, params PaymentAllocation[] allocations)
    {
        foreach (var one in allocations)
        {
            await App.Service<PaymentStore>().RecordAsync(
                new Payment
                {
                    Tenant = of.Tenant,
                    PaymentId = one.PaymentId,
                    ExternalId = one.PaymentId,
                    Amount = one.Amount,
                    Currency = "RON",
                    TransactionDate = Deals.Start,
                    RecordedAt = Deals.Start,
                    CorrelationId = "corr-1",
                },
                default);
        }

        await App.Service<InvoiceStore>().UpdateAsync(of.Tenant, invoice.InvoiceId, i => i with { Allocations = allocations }, default);
    }

    /// <summary>Every call to an outside service leaves a line in the audit trail.</summary>
    private async Task<int> CallsAsync(Company of) =>
        (await App.SendAsync(HttpMethod.Get, $"/api/tenants/{of.Tenant}/audit?subject=economic/sync&limit=200", key: of.Key))
            .Json.GetProperty("items").GetArrayLength();
}
