using Cerniq.Functions.Clients;
using Cerniq.Functions.Lifecycle;

namespace Cerniq.Functions.Tests.Lifecycle;

/// <summary>Deals to test with.</summary>
internal static class Deals
{
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    public static NegotiationRequest Request(string id = "N-1") => new()
    {
        NegotiationId = id,
        Client = new ClientData
        {
            Cui = "RO14399840",
            CompanyName = "DANTE INTERNATIONAL SA",
            Address = "Sos. Virtutii 148",
            City = "SECTOR6",
            County = "București",
            Email = "contabilitate@example.ro",
            IsVatPayer = true,
        },
        Items = [new DealItem { Sku = "S-1", Name = "Abonament", Quantity = 2, UnitPrice = 100m, VatRate = 21m }],
    };

    public static Negotiation Deal(string id = "N-1", string tenant = "demo") => new()
    {
        Tenant = tenant,
        Id = id,
        State = NegotiationState.Closing,
        RequestHash = "hash",
        Request = Request(id),
        Client = Request(id).Client!,
        CorrelationId = "corr-1",
        OrchestrationId = LifecycleMessage.InstanceIdOf(tenant, id),
        CreatedAt = Start,
        UpdatedAt = Start,
    };
}
