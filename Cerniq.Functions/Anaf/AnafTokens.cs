using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Anaf;

/// <summary>The keepers of the tenants' ANAF logins.</summary>
/// <param name="tables">Where hosts agree who renews; null where there is but one.</param>
public sealed class AnafTokens(ServiceCallers callers, ISecretStore secrets, ITableStore? tables = null) : TenantClients<AnafConnection, AnafTokenKeeper>
{
    protected override AnafTokenKeeper Create(string tenant, AnafConnection connection) =>
        new(tenant, connection, callers.For(AnafDialect.Profile), secrets, callers.Clock, tables is null ? null : new RefreshLease(tables, callers.Clock));
}
