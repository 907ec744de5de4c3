using Cerniq.Functions.Economic;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Tests.Hosting;
using Cerniq.Functions.Tests.Lifecycle;
using Cerniq.Functions.Tests.Telemetry;

namespace Cerniq.Functions.Tests.Economic;

/// <summary>Each series of the bookkeeping, read where operators read it.</summary>
public sealed class EconomicMetricsTests(TestApp app) : EconomicAppTests(app)
{
    [Fact]
    public async Task Attempts_attachments_and_how_uploads_stand_are_shown()
    {
        var company = await CompanyAsync("m-uploads");
        var booked = await InvoiceAsync(company, "1", [Line(100m, 0m)]);
        await UploadAsync(booked);
        await App.Service<VoucherAttachment>().AttachAsync(new EconomicKey("m-uploads", booked.InvoiceId, EconomicUploadType.Issuer), default);
        await App.SetAsync("m-uploads", new { economic_revenue_account = 9999 });
        await UploadAsync(await InvoiceAsync(company, "2", [Line(100m, 0m)]));
        await QueueAsync(await InvoiceAsync(company, "3", [Line(100m, 0m)]));
        await BookAsync(company, 1);
        await SyncAsync(company);
        await PayAsync(company, 1);
        await SyncAsync(company);

        var seen = await Scrape.OfAsync(App);
        Uploads("SUCCESS").ShouldBe(1);
        Uploads("FAILED").ShouldBe(1);
        seen.Of("economic_upload_duration_ms_count", ("tenant_id", "m-uploads"), ("side", "ISSUER")).ShouldBe(2);
        seen.Of("economic_attachments_total", ("tenant_id", "m-uploads"), ("side", "ISSUER"), ("status", "SUCCESS")).ShouldBe(1);
        seen.Of("economic_vouchers_seen_total", ("tenant_id", "m-uploads"), ("status", "BOOKED")).ShouldBe(1);
        seen.Of("economic_vouchers_seen_total", ("tenant_id", "m-uploads"), ("status", "PAID")).ShouldBe(1);
        Standing("SUCCESS").ShouldBe(1);
        Standing("PENDING").ShouldBe(1);
        Standing("FAILED").ShouldBe(1);
        Standing("RETRYABLE").ShouldBe(1);

        double Uploads(string status) => seen.Of("economic_uploads_total", ("tenant_id", "m-uploads"), ("side", "ISSUER"), ("status", status));

        double Standing(string status) => seen.Of("economic_uploads", ("tenant_id", "m-uploads"), ("status", status));
    }

    [Fact]
    public async Task Payments_and_refunds_that_are_booked_and_those_that_cannot_be_are_shown()
    {
        var company = await CompanyAsync("m-money", new { economic_book_payments = true, economic_book_refunds = true, economic_bank_account = 9999 });
        var invoice = await InvoiceAsync(company, "1", [Line(100m, 0m)]);
        await UploadAsync(invoice);
        await App.Service<InvoiceStore>().UpdateAsync(
            "m-money", invoice.InvoiceId, i => i with { Allocations = [new PaymentAllocation("P-1", 100m)] }, default);
        await App.Service<RefundProgress>().SettleAsync(await RefundAsync(invoice, 10m), RefundStatus.Completed, null, null, null, default);
        await SyncAsync(company);
        await App.SetAsync("m-money", new { economic_bank_account = 5820 });
        await SyncAsync(company);

        var seen = await Scrape.OfAsync(App);
        foreach (var series in new[] { "economic_payments_total", "economic_refunds_total" })
        {
            seen.Of(series, ("tenant_id", "m-money"), ("status", "FAILED")).ShouldBe(1, series);
            seen.Of(series, ("tenant_id", "m-money"), ("status", "SUCCESS")).ShouldBe(1, series);
        }
    }
}
