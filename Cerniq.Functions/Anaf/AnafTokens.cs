using Cerniq.Functions.Effects;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Anaf;

/// <summary>The keepers of the tenants' ANAF logins.</summary>
/// <param name="tables">Where hosts agree who renews; null where there is but one.</param>
/// <param name="holder">Who this host is among them.</param>
public sealed class AnafTokens(ServiceCallers callers, ISecretStore secrets, ITableStore? tables = null, EffectHolder? holder = null)
    : TenantClients<AnafConnection, AnafTokenKeeper>
{
    private readonly RefreshLease? _lease = tables is null || holder is null ? null : new RefreshLease(tables, holder, callers.Clock);

    protected override AnafTokenKeeper Create(string tenant, AnafConnection connection) =>
        new(tenant, connection, callers.For(AnafDialect.Profile), secrets, callers.Clock, _lease);
}
