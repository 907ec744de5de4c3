using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Oblio.Wire;

/// <summary>Oblio's clients by tenant, each with its token.</summary>
public sealed class OblioClients(ServiceCallers callers) : TenantClients<OblioConnection, OblioClient>
{
    protected override OblioClient Create(string tenant, OblioConnection connection) =>
        new(tenant, connection, callers.For(OblioDialect.Profile), callers.Clock);
}
