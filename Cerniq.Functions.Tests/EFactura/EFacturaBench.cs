using System.Collections.Concurrent;
using System.Text.Json;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Clients;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Hosting.Local;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.EFactura;

/// <summary>The e-Factura queue on real stores, with a clock that is set.</summary>
internal sealed class EFacturaBench : IAsyncDisposable
{
    public const string Tenant = "acme";

    private readonly QueueIdAllocator _ids;
    private TenantConnections? _connections;

    public EFacturaBench()
    {
        _ids = new QueueIdAllocator(Local.Tables);
        Store = new EFacturaStore(Local.Tables, Trail, _ids, Clock);
        Lists = new EFacturaLists(Local.Tables);
        Settings = new TenantSettings(Local.Tables, Local.Secrets);
        Files = new EFacturaFiles(Local.Blobs);
        Alerts = new Alerts(Local.Tables, Clock);
        Approvals = new ApprovalStore(Local.Tables, Clock);
        Tasks = new RejectionTasks(Approvals, Clock);
        Queue = new EFacturaQueue(Store, Files, Settings, Tasks, new EFacturaAlerts(Alerts), Clock);
        Settlement = new EFacturaSettlement(Store, new EFacturaAlerts(Alerts), Tasks, Clock);
    }

    public LocalStorage Local { get; } = new();

    public SetClock Clock { get; } = new();

    public RecordedTrail Trail { get; } = new();

    public EFacturaStore Store { get; }

    public EFacturaLists Lists { get; }

    public TenantSettings Settings { get; }

    public EFacturaFiles Files { get; }

    public Alerts Alerts { get; }

    public ApprovalStore Approvals { get; }

    public RejectionTasks Tasks { get; }

    public EFacturaQueue Queue { get; }

    public EFacturaSettlement Settlement { get; }

    /// <summary>Another process on the same stores.</summary>
    public EFacturaStore AnotherStore() => new(Local.Tables, Trail, new QueueIdAllocator(Local.Tables), Clock);

    public Task<(EFacturaEntry Entry, bool Created)> AddAsync(object invoiceId, EFacturaStore? store = null, string tenant = Tenant) =>
        (store ?? Store).AddAsync(tenant, invoiceId.ToString()!, 1, (key, _) => Task.FromResult(Entry(key, invoiceId)), CancellationToken.None);

    public Task<EFacturaEntry> ChangeAsync(EFacturaEntry entry, Func<EFacturaEntry, EFacturaEntry?> change) =>
        Store.UpdateAsync(entry.Key, change, CancellationToken.None);

    public EFacturaEntry Entry(EFacturaKey key, object invoiceId) => new()
    {
        Tenant = key.Tenant,
        QueueId = key.QueueId,
        InvoiceId = JsonSerializer.SerializeToElement(invoiceId),
        InvoiceNumber = $"FCT-{invoiceId}",
        IssueDate = new DateOnly(2026, 11, 20),
        Deadline = new DateOnly(2026, 11, 27),
        Source = new StoredFile($"{key.Folder}/source.json", "00"),
        CreatedAt = Clock.GetUtcNow(),
        CorrelationId = "c-1",
    };

    /// <summary>ANAF as a stub answers for it.</summary>
    public EFacturaAnaf Anaf(StubService stub) => Anaf(stub.Callers());

    public EFacturaAnaf Anaf(ServiceCallers callers) => new(new AnafClients(callers, new AnafTokens(callers, Local.Secrets)), Connections);

    /// <summary>ANAF's adapter alone.</summary>
    public EFacturaAdapters Adapters(ServiceCallers callers)
    {
        var tokens = new AnafTokens(callers, Local.Secrets);
        var clients = new AnafClients(callers, tokens);
        var anaf = new EFacturaAnaf(clients, Connections);
        var listed = new ListedUploads(Store, Local.Tables, anaf, callers.Clock);
        return new EFacturaAdapters([new AnafAdapter(AnafAdapter.Real, anaf, listed, Files, Settings, Logins(callers), new PackageSigner(Files, Settings, Clock))]);
    }

    public AnafLogins Logins(ServiceCallers callers)
    {
        var tokens = new AnafTokens(callers, Local.Secrets);
        return new AnafLogins(Local.Tables, Connections, tokens, new AnafClients(callers, tokens), Trail, callers.Clock);
    }

    public TenantConnections Connections => _connections ??= new TenantConnections(Settings, Local.Secrets, new ServiceAddresses());

    public async Task SetAsync(string json)
    {
        var change = await Settings.PutAsync(Tenant, JsonSerializer.Deserialize<JsonElement>(json), CancellationToken.None);
        change.Errors.ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        _ids.Dispose();
        _connections?.Dispose();
        await Local.DisposeAsync();
    }
}

/// <summary>Remembers what was audited.</summary>
internal sealed class RecordedTrail : IAuditSink
{
    public ConcurrentQueue<AuditEntry> Entries { get; } = new();

    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        Entries.Enqueue(entry);
        return Task.CompletedTask;
    }
}

/// <summary>Invoices as they come from Oblio.</summary>
internal static class Issued
{
    public static CompanyProfile Seller { get; } = new(
        "14399840", "Cerniq Demo SRL", "Str. Fabricii 10", "Cluj-Napoca", "CJ", "400001", "J12/100/2020", "facturi@demo.example", null, "RO49AAAA1B31007593840000", "Banca", true);

    public static ClientData Buyer { get; } = new()
    {
        Cui = "RO22354360",
        CompanyName = "Client SRL",
        Address = "Bd. Unirii 5",
        City = "București, Sector 3",
        County = "București",
        IsVatPayer = true,
        RegistrationNumber = "J40/1234/2020",
    };

    public static InvoiceRecord Invoice { get; } = With(Line(2, 150, 21));

    public static InvoiceRecord With(params InvoiceLineRecord[] lines)
    {
        var net = lines.Sum(line => line.NetAmount);
        var vat = lines.GroupBy(line => line.VatRate).Sum(rate => Math.Round(rate.Sum(line => line.NetAmount) * rate.Key / 100, 2, MidpointRounding.AwayFromZero));
        return new InvoiceRecord
        {
            Tenant = EFacturaBench.Tenant,
            NegotiationId = "N-1",
            InvoiceId = "7d0d3f2a-0000-8000-8000-000000000001",
            OblioInvoiceId = "FCT 0053",
            SeriesName = "FCT",
            Number = 53,
            NumberText = "0053",
            Client = Buyer,
            Lines = lines,
            Subtotal = net,
            VatAmount = vat,
            TotalDiscount = lines.Sum(line => line.DiscountAmount),
            GrandTotal = net + vat,
            Currency = "RON",
            IssueDate = new DateOnly(2026, 11, 20),
            DueDate = new DateOnly(2026, 12, 20),
            CorrelationId = "c-1",
            CreatedAt = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero),
        };
    }

    public static InvoiceLineRecord Line(decimal quantity, decimal price, decimal rate, decimal discount = 0, string unit = "buc")
    {
        var gross = Math.Round(quantity * price, 2, MidpointRounding.AwayFromZero);
        var off = Math.Round(gross * discount / 100, 2, MidpointRounding.AwayFromZero);
        return new InvoiceLineRecord("SKU-1", "Bilet concert", null, quantity, unit, price, rate, discount, off, gross - off);
    }
}
