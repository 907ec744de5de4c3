using Cerniq.Functions.Effects;
using Cerniq.Functions.Lifecycle;

namespace Cerniq.Functions.Oblio;

/// <summary>Ids of a deal's documents: known before the documents exist, and the same at every attempt.</summary>
public static class InvoiceIds
{
    public static string Of(DealKey deal) => DeterministicId.Of("invoice", deal.Tenant, deal.NegotiationId);

    public static string OfProforma(DealKey deal) => DeterministicId.Of("proforma", deal.Tenant, deal.NegotiationId);

    public static string OfStorno(string tenant, string cancellationId) => DeterministicId.Of("storno", tenant, cancellationId);
}
