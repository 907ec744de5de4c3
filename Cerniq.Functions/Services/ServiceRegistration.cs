using Cerniq.Functions.Anaf;
using Cerniq.Functions.Economic.Wire;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Revolut.Wire;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cerniq.Functions.Services;

/// <summary>Registers the clients of the outside services.</summary>
public static class ServiceRegistration
{
    /// <summary>Needs an <see cref="Audit.IAuditSink"/> and a <see cref="Tenants.ISecretStore"/> beside it.</summary>
    /// <param name="configuration">CERNIQ_SANDBOX_LIMITS.</param>
    public static IServiceCollection AddServiceClients(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServiceMetrics>();
        services.TryAddSingleton(new RateLimitOptions(configuration.GetValue<double?>("CERNIQ_SANDBOX_LIMITS")));
        services.TryAddSingleton<StoreRateGate>();
        services.TryAddSingleton<IRateGate>(static provider => provider.GetRequiredService<StoreRateGate>());
        services.TryAddSingleton(static _ => ServiceHttp.Create());
        services.TryAddSingleton<ServiceCallers>();
        services.TryAddSingleton<OblioClients>();
        services.TryAddSingleton<AnafTokens>();
        services.TryAddSingleton<AnafClients>();
        services.TryAddSingleton<VatRegistryClient>();
        services.TryAddSingleton<RevolutClients>();
        services.TryAddSingleton<EconomicClients>();
        return services;
    }
}
