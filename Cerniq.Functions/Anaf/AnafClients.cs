using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Anaf;

/// <summary>ANAF's clients by tenant.</summary>
/// <param name="quotas">Kept before each call; null where nobody counts.</param>
public sealed class AnafClients(ServiceCallers callers, AnafTokens tokens, AnafQuotas? quotas = null) : TenantClients<AnafConnection, AnafClient>
{
    /// <summary>A client that shows other tokens than the tenant's.</summary>
    internal AnafClient With(string tenant, AnafConnection connection, ITokenSource others) =>
        new(tenant, connection, callers.For(AnafDialect.Profile), others, callers.Clock, quotas);

    protected override AnafClient Create(string tenant, AnafConnection connection) => With(tenant, connection, tokens.For(tenant, connection));
}
