using Cerniq.Functions.Payments.Refunds;

namespace Cerniq.Functions.Tests.Payments.Refunds;

public sealed class RefundStoreTests : StoreFixture
{
    private readonly RefundStore _refunds;

    public RefundStoreTests() => _refunds = new RefundStore(Tables, Clock);

    [Fact]
    public async Task Lists_an_invoices_refunds_in_the_order_they_were_asked_for_whatever_became_of_them()
    {
        var first = await AddAsync("I-1", minutes: 1);
        var second = await AddAsync("I-1", minutes: 2);
        await AddAsync("I-12", minutes: 0);
        await _refunds.UpdateAsync(new RefundKey("demo", second), r => r with { Status = RefundStatus.Declined }, default);

        var listed = await _refunds.ListByInvoiceAsync("demo", "I-1", default);

        listed.Select(r => (r.RefundId, r.Status)).ShouldBe([(first, RefundStatus.Pending), (second, RefundStatus.Declined)]);
        (await _refunds.ListByInvoiceAsync("other", "I-1", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Lists_more_refunds_of_an_invoice_than_one_page_holds()
    {
        for (var i = 0; i < 203; i++)
        {
            await AddAsync("I-2", minutes: i);
        }

        var listed = await _refunds.ListByInvoiceAsync("demo", "I-2", default);

        listed.Count.ShouldBe(203);
        listed.Select(r => r.CreatedAt).ShouldBeInOrder();
    }

    private async Task<string> AddAsync(string invoiceId, int minutes)
    {
        var id = $"{Guid.NewGuid()}";
        var refund = new Refund
        {
            Tenant = "demo",
            RefundId = id,
            InvoiceId = invoiceId,
            Amount = 1m,
            Currency = "RON",
            ClientName = "Carpati Distributie SRL",
            Iban = "RO49AAAA1B31007593840000",
            RequestId = Refund.RequestIdOf(id),
            CorrelationId = "corr-1",
            CreatedAt = Clock.Now.AddMinutes(minutes),
        };
        (await _refunds.AddAsync(refund, limit: 1000m, default)).Refund.ShouldNotBeNull();
        return id;
    }
}
