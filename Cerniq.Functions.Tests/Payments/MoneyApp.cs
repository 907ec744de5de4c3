using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Revolut;
using Cerniq.Functions.Tests.Hosting;
using Cerniq.Functions.Tests.Lifecycle;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Tests.Payments;

/// <summary>The app and the sandbox, with invoices to pay and to pay back.</summary>
public sealed class MoneyApp : TestApp
{
    public const string Iban = "RO49AAAA1B31007593840000";

    private static long _lastNumber = 10_000;

    /// <summary>The demo tenant's webhook registers itself at the start; tests that register others begin after that.</summary>
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await UntilAsync(() => Service<WebhookRegistration>().GetAsync("demo", default), "the demo tenant's webhook is registered");
    }

    /// <summary>Calls the app as the demo tenant.</summary>
    public Task<Reply> CallAsync(HttpMethod method, string path, object? body = null) => SendAsync(method, $"/api/tenants/demo/{path}", body);

    /// <summary>Looks for what no webhook told, as the timer does, again and again until something is so.</summary>
    public Task<T> CaughtUpAsync<T>(Func<Task<T?>> ask, string what)
        where T : class => UntilAsync(
            async () =>
            {
                await Create<RevolutCatchUp>().Run(null!, Service<DurableTaskClient>(), default);
                return await ask();
            },
            what);

    /// <summary>An invoice that was issued and paid.</summary>
    public async Task<InvoiceRecord> PaidInvoiceAsync(string deal, decimal total, string? iban = Iban, string tenant = "demo")
    {
        var invoice = await InvoiceAsync(deal, Interlocked.Increment(ref _lastNumber), total, iban, tenant);
        return await Service<InvoiceStore>().UpdateAsync(
            tenant, invoice.InvoiceId, i => i with { Allocations = [new PaymentAllocation($"paid-{deal}", total)] }, default);
    }

    public async Task<InvoiceRecord> InvoiceAsync(
        string deal, long number, decimal total, string? iban = null, string tenant = "demo", string currency = "RON", decimal? rate = null)
    {
        await Service<NegotiationStore>().CreateAsync(Deals.Deal(deal, tenant), default);
        var invoice = new InvoiceRecord
        {
            Tenant = tenant,
            NegotiationId = deal,
            InvoiceId = InvoiceIds.Of(new DealKey(tenant, deal)),
            OblioInvoiceId = $"FCT-{number:0000}",
            SeriesName = "FCT",
            Number = number,
            NumberText = $"{number:0000}",
            Client = Deals.Request().Client! with { BankAccount = iban },
            Lines = [],
            Subtotal = total,
            VatAmount = 0,
            TotalDiscount = 0,
            GrandTotal = total,
            Currency = currency,
            ExchangeRate = rate,
            IssueDate = new DateOnly(2026, 11, 20),
            CorrelationId = "corr-1",
            CreatedAt = Deals.Start,
        };
        await Service<InvoiceStore>().AddAsync(invoice, default);
        return invoice;
    }
}
