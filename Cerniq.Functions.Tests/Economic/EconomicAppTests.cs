using System.Text.Json;
using Cerniq.Functions.Economic;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tests.Hosting;
using Cerniq.Functions.Tests.Lifecycle;
using Cerniq.Sandbox.Documents;

namespace Cerniq.Functions.Tests.Economic;

/// <summary>Tenants with invoices to book, each in a company and an e-conomic of its own.</summary>
public abstract class EconomicAppTests(TestApp app) : IClassFixture<TestApp>
{
    protected TestApp App { get; } = app;

    /// <summary>A new tenant, whose key is its name's.</summary>
    protected async Task<Company> CompanyAsync(string tenant, object? settings = null)
    {
        var key = await App.NewTenantAsync(tenant);
        if (settings is not null)
        {
            await App.SetAsync(tenant, settings);
        }

        return new Company(tenant, key);
    }

    protected async Task<InvoiceRecord> InvoiceAsync(
        Company of, string deal, InvoiceLineRecord[] lines, string currency = "RON", string? client = null, Func<InvoiceRecord, InvoiceRecord>? change = null)
    {
        var key = new DealKey(of.Tenant, deal);
        var path = $"tenants/{of.Tenant}/invoices/{deal}/x.pdf";
        await App.Service<IBlobStore>().PutIfAbsentAsync(path, PdfText.Write([$"Factura {deal}"]), "application/pdf", default);
        var net = lines.Sum(line => line.NetAmount);
        var vat = lines.GroupBy(line => line.VatRate).Sum(rate => Math.Round(rate.Sum(l => l.NetAmount) * rate.Key / 100m, 2, MidpointRounding.AwayFromZero));
        var invoice = new InvoiceRecord
        {
            Tenant = of.Tenant,
            NegotiationId = deal,
            InvoiceId = InvoiceIds.Of(key),
            OblioInvoiceId = $"FCT-{deal}",
            SeriesName = "FCT",
            Number = 53,
            NumberText = deal,
            Client = Deals.Request().Client! with { Cui = client ?? Deals.Request().Client!.Cui },
            Lines = lines,
            Subtotal = net,
            VatAmount = vat,
            TotalDiscount = 0,
            GrandTotal = net + vat,
            Currency = currency,
            IssueDate = new DateOnly(2026, 11, 20),
            DueDate = new DateOnly(2026, 12, 20),
            PdfStoragePath = path,
            CorrelationId = "corr-1",
            CreatedAt = Deals.Start,
        };
        invoice = change?.Invoke(invoice) ?? invoice;
        await App.Service<InvoiceStore>().AddAsync(invoice, default);
        return invoice;
    }

    protected static InvoiceLineRecord Line(decimal net, decimal rate) => new("S", "Marfă", null, net < 0 ? -1 : 1, "buc", Math.Abs(net), rate, 0, 0, net);

    protected Task<IReadOnlyList<EconomicKey>> QueueAsync(InvoiceRecord invoice) =>
        App.Create<QueueEconomicUploads>().Run(new EconomicInvoice(invoice.Tenant, invoice.InvoiceId), default);

    /// <summary>Queues and tries everything once, as the orchestration's first round does.</summary>
    protected async Task<IReadOnlyList<EconomicAttempt>> UploadAsync(InvoiceRecord invoice)
    {
        var attempts = new List<EconomicAttempt>();
        foreach (var key in await QueueAsync(invoice))
        {
            attempts.Add(await App.Service<EconomicUploader>().TryAsync(key, byHand: false, default));
        }

        return attempts;
    }

    /// <summary>A refund that Revolut has been given and not yet paid.</summary>
    protected async Task<RefundKey> RefundAsync(InvoiceRecord invoice, decimal amount, decimal fromCredit = 0m)
    {
        var id = $"{Guid.NewGuid()}";
        var refund = new Refund
        {
            Tenant = invoice.Tenant,
            RefundId = id,
            InvoiceId = invoice.InvoiceId,
            Amount = amount,
            Currency = invoice.Currency,
            FromCredit = fromCredit > 0 ? [new CreditPart("P-1", fromCredit)] : [],
            ClientName = invoice.Client.CompanyName,
            Iban = "RO49AAAA1B31007593840000",
            RequestId = Refund.RequestIdOf(id),
            Status = RefundStatus.Processing, // Revolut has it: the app does not pay it itself
            CorrelationId = "corr-1",
            CreatedAt = invoice.CreatedAt,
        };
        (await App.Service<RefundStore>().AddAsync(refund, limit: 100m, default)).Refund.ShouldNotBeNull();
        return new RefundKey(invoice.Tenant, id);
    }

    protected async Task<int> SyncAsync(Company of) => await App.Create<EconomicSync>().SyncAsync(of.Tenant, default);

    protected Task<EconomicUploadRecord> UploadOfAsync(InvoiceRecord invoice, EconomicUploadType type = EconomicUploadType.Issuer) =>
        App.Service<EconomicUploadStore>().RequireAsync(new EconomicKey(invoice.Tenant, invoice.InvoiceId, type), default);

    protected async Task<JsonElement> StatusAsync(Company of, InvoiceRecord invoice) =>
        (await App.SendAsync(HttpMethod.Get, $"/api/invoices/{invoice.InvoiceId}/economics-upload-status", key: of.Key)).Json;

    /// <summary>What really is in a company's e-conomic.</summary>
    protected async Task<IReadOnlyList<JsonElement>> VouchersAsync(string tenant) =>
        [.. (await App.LedgerAsync()).GetProperty("economic").GetProperty("vouchers").EnumerateArray()
            .Where(voucher => voucher.GetProperty("agreement").GetString() == tenant)];

    protected static JsonElement[] Entries(JsonElement voucher, string kind) =>
        [.. voucher.GetProperty("entries").GetProperty(kind).EnumerateArray()];

    protected async Task<JsonElement[]> AlertsAsync(Company of) =>
        [.. (await App.SendAsync(HttpMethod.Get, $"/api/tenants/{of.Tenant}/alerts?status=Open", key: of.Key)).Json.GetProperty("items").EnumerateArray()];

    protected Task BookAsync(Company of, int voucherNumber) => App.SandboxAsync("economic/book", new { voucherNumber, agreement = of.Tenant });

    protected Task PayAsync(Company of, int voucherNumber) => App.SandboxAsync("economic/pay", new { voucherNumber, agreement = of.Tenant });

    protected sealed record Company(string Tenant, string Key);
}
