using Cerniq.Functions.Economic;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.Economic;

public sealed class EconomicRefundTests(TestApp app) : EconomicAppTests(app)
{
    private static readonly object Mapping = new { economic_book_refunds = true, economic_book_payments = true, economic_bank_account = 5820 };

    [Fact]
    public async Task Books_a_paid_refund_once_out_of_the_bank_account_on_the_day_it_was_paid()
    {
        var company = await CompanyAsync("back", Mapping);
        var invoice = await UploadedAsync(company);
        var refund = await RefundAsync(invoice, 30.10m);
        await SyncAsync(company);
        (await RefundsAsync("back")).ShouldBeEmpty("it is not paid yet");

        await SettleAsync(refund, RefundStatus.Completed, new DateTimeOffset(2026, 11, 21, 23, 30, 0, TimeSpan.Zero));
        await SyncAsync(company);
        await SyncAsync(company);

        (await RefundsAsync("back")).ShouldBe([(30.10m, 5820, "2026-11-22", "53")]);
    }

    [Theory]
    [InlineData("back-credit", 50, 20)]
    [InlineData("back-surplus", 20, 20)]
    public async Task Books_what_the_invoice_had_and_not_what_no_invoice_ever_had(string tenant, int amount, int fromCredit)
    {
        var company = await CompanyAsync(tenant, Mapping);
        var credit = new Payment
        {
            Tenant = tenant, PaymentId = "P-1", ExternalId = "T-1", Amount = fromCredit, Currency = "RON", TransactionDate = TimeProvider.System.GetUtcNow(), RecordedAt = TimeProvider.System.GetUtcNow(), CorrelationId = "c",
        };
        await App.Service<PaymentStore>().RecordAsync(credit, default);
        var refund = await RefundAsync(await UploadedAsync(company), amount, fromCredit);
        await SettleAsync(refund, RefundStatus.Completed, new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        await SyncAsync(company);

        (await RefundsAsync(tenant)).Sum(voucher => voucher.Item1).ShouldBe(amount - fromCredit);
        (await App.Service<RefundStore>().ToBookAsync(tenant, 10, null, default)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Books_back_what_came_back()
    {
        var company = await CompanyAsync("came-back", Mapping);
        var refund = await RefundAsync(await UploadedAsync(company), 30m);
        await SettleAsync(refund, RefundStatus.Completed, new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        await SyncAsync(company);
        await SettleAsync(refund, RefundStatus.Reverted, new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        await SyncAsync(company);
        await SyncAsync(company);

        (await RefundsAsync("came-back")).ShouldBe([(30m, 5820, "2026-11-21", "53"), (-30m, 5820, "2026-11-24", "53")]);
    }

    [Fact]
    public async Task A_lost_answer_makes_no_second_voucher()
    {
        var company = await CompanyAsync("back-lost", Mapping);
        var refund = await RefundAsync(await UploadedAsync(company), 30m);
        await SettleAsync(refund, RefundStatus.Completed, new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        await App.SandboxAsync("faults", new { service = "economic", route = "/vouchers", kind = "reset-after", rate = 1.0, count = 1 });
        await TestApp.UntilAsync<object>(
            async () =>
            {
                try
                {
                    await SyncAsync(company);
                }
                catch (ServiceUnavailableException)
                {
                    return null; // the answer was lost, or the breaker is still open
                }

                return (await App.Service<RefundStore>().ToBookAsync("back-lost", 10, null, default)).Items.Count == 0 ? new object() : null;
            },
            "the refund is known to be booked");
        (await RefundsAsync("back-lost")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Waits_until_its_invoice_is_booked()
    {
        var company = await CompanyAsync("back-early", Mapping);
        var invoice = await InvoiceAsync(company, "1", [Line(100m, 0m)]);
        await QueueAsync(invoice);
        var refund = await RefundAsync(invoice, 30m);
        await SettleAsync(refund, RefundStatus.Completed, new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        await SyncAsync(company);
        (await VouchersAsync("back-early")).ShouldBeEmpty();

        await UploadAsync(invoice);
        await SyncAsync(company);

        (await RefundsAsync("back-early")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("no-refunds", false, true)]
    [InlineData("no-books", true, false)]
    public async Task Books_none_where_the_mapping_does_not_say_so(string tenant, bool refunds, bool enabled)
    {
        var company = await CompanyAsync(tenant, new { economic_book_refunds = refunds, economic_bank_account = 5820 });
        var refund = await RefundAsync(await UploadedAsync(company), 30m);
        await App.SetAsync(tenant, new { economic_enabled = enabled });
        await SettleAsync(refund, RefundStatus.Completed, new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

        await SyncAsync(company);

        (await RefundsAsync(tenant)).ShouldBeEmpty();
        (await App.Service<RefundStore>().ToBookAsync(tenant, 10, null, default)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_account_that_e_conomic_does_not_know_is_told_and_the_refund_is_booked_when_it_is_mended()
    {
        var company = await CompanyAsync("back-account", new { economic_book_refunds = true, economic_bank_account = 9999 });
        var refund = await RefundAsync(await UploadedAsync(company), 30m);
        await SettleAsync(refund, RefundStatus.Completed, new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        await SyncAsync(company);
        (await AlertsAsync(company)).ShouldHaveSingleItem().GetProperty("kind").GetString().ShouldBe("economic_refund_refused");

        await App.SetAsync("back-account", new { economic_bank_account = 5820 });
        await SyncAsync(company);

        (await AlertsAsync(company)).ShouldBeEmpty();
        (await RefundsAsync("back-account")).ShouldHaveSingleItem();
    }

    private async Task<InvoiceRecord> UploadedAsync(Company of)
    {
        var invoice = await InvoiceAsync(of, "1", [Line(100m, 0m)]);
        (await UploadAsync(invoice)).ShouldAllBe(attempt => attempt.Succeeded);
        return invoice;
    }

    private Task<Refund> SettleAsync(RefundKey key, RefundStatus status, DateTimeOffset at) =>
        App.Service<RefundProgress>().SettleAsync(key, status, null, null, null, default, at);

    private async Task<(decimal Amount, int Account, string? Date, string? Invoice)[]> RefundsAsync(string tenant) =>
        [.. (await VouchersAsync(tenant))
            .Where(v => v.GetProperty("entries").TryGetProperty("customerPayments", out _))
            .OrderBy(v => v.GetProperty("voucherNumber").GetInt32())
            .Select(v => Entries(v, "customerPayments").Single())
            .Select(e => (
                e.GetProperty("amount").GetDecimal(),
                e.GetProperty("contraAccount").GetProperty("accountNumber").GetInt32(),
                e.GetProperty("date").GetString(),
                e.GetProperty("customerInvoiceNumber").GetString()))];
}
