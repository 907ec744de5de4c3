using Cerniq.Functions.Anaf;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>Asks ANAF on behalf of a filing; what goes wrong comes back as a value.</summary>
public sealed class EFacturaAnaf(AnafClients clients, TenantConnections connections)
{
    private const string Service = "anaf";

    /// <param name="scope">Under what the calls are audited.</param>
    public async Task<AnafReply<T>> TryAsync<T>(
        CallScope scope, Func<AnafClient, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var entered = scope.Enter();
        try
        {
            var client = clients.For(scope.Tenant, await connections.AnafAsync(scope.Tenant, cancellationToken));
            return new AnafReply<T>(await ask(client, cancellationToken), null);
        }
        catch (ServiceException failure)
        {
            return new AnafReply<T>(default, failure.Fault);
        }
        catch (TenantNotConfiguredException missing)
        {
            var words = $"ANAF is not set up: {missing.Setting} is missing in the tenant's settings.";
            return new AnafReply<T>(default, new ServiceFault(Service, "settings", FaultKind.Authentication, words, Ambiguous: false));
        }
    }

    public static CallScope ScopeOf(EFacturaEntry entry) => new(entry.Tenant, entry.Key.Subject, entry.CorrelationId);
}

/// <param name="Fault">Why there is no value.</param>
public sealed record AnafReply<T>(T? Value, ServiceFault? Fault);
