using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>Which filing a step works on: all that the orchestration carries of it.</summary>
public sealed record EFacturaKey(string Tenant, long QueueId)
{
    /// <summary>The orchestration of this filing.</summary>
    public string InstanceId => $"efactura-{TenantId.InInstanceId(Tenant)}-{QueueId}";

    /// <summary>How the audit trail names it.</summary>
    public string Subject => $"efactura/{QueueId}";

    /// <summary>The folder of its files.</summary>
    public string Folder => $"tenants/{Tenant}/efactura/{QueueId}";
}
