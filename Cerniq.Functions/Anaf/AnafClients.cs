using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Anaf;

/// <summary>ANAF's clients by tenant.</summary>
public sealed class AnafClients(ServiceCallers callers, AnafTokens tokens) : TenantClients<AnafConnection, AnafClient>
{
    /// <summary>A client that shows other tokens than the tenant's.</summary>
    internal AnafClient With(string tenant, AnafConnection connection, ITokenSource others) =>
        new(tenant, connection, callers.For(AnafDialect.Profile), others, callers.Clock);

    protected override AnafClient Create(string tenant, AnafConnection connection) => With(tenant, connection, tokens.For(tenant, connection));
}
