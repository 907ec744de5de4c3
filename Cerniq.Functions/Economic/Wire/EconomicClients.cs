using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Economic.Wire;

/// <summary>e-conomic's clients by tenant.</summary>
public sealed class EconomicClients(ServiceCallers callers) : TenantClients<EconomicConnection, EconomicClient>
{
    protected override EconomicClient Create(string tenant, EconomicConnection connection) =>
        new(tenant, connection, callers.For(EconomicDialect.Profile));
}
