using Cerniq.Functions.Audit;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>What a service said to a filing.</summary>
/// <param name="Fault">Why there is no value.</param>
public sealed record FilingReply<T>(T? Value, ServiceFault? Fault);

internal static class FilingReply
{
    /// <summary>Asks under a scope; a refusal, an outage and a missing setting come back as values.</summary>
    public static async Task<FilingReply<T>> OfAsync<T>(
        CallScope scope, string service, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var entered = scope.Enter();
        try
        {
            return new FilingReply<T>(await ask(cancellationToken), null);
        }
        catch (ServiceException failure)
        {
            return new FilingReply<T>(default, failure.Fault);
        }
        catch (TenantNotConfiguredException missing)
        {
            var words = $"It is not set up: {missing.Setting} is missing in the tenant's settings.";
            return new FilingReply<T>(default, new ServiceFault(service, "settings", FaultKind.Authentication, words, Ambiguous: false));
        }
    }
}
