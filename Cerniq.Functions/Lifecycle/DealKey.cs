namespace Cerniq.Functions.Lifecycle;

/// <summary>Which deal a step works on: all that orchestrations carry of it, so that histories hold no personal data.</summary>
public sealed record DealKey(string Tenant, string NegotiationId)
{
    /// <summary>How the audit trail names the deal.</summary>
    public string Subject => $"negotiation/{NegotiationId}";
}
