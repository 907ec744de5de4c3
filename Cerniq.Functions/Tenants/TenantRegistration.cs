using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.Functions.Tenants;

/// <summary>Tenants, their settings, keys and connections.</summary>
public static class TenantRegistration
{
    public static IServiceCollection AddTenants(this IServiceCollection services, IConfiguration configuration) =>
        services
            .AddSingleton(new ServiceAddresses(configuration.GetValue("CERNIQ_SANDBOX_PORT", 7072)))
            .AddSingleton<TenantDirectory>()
            .AddSingleton<TenantSettings>()
            .AddSingleton<TenantConnections>()
            .AddSingleton<TenantKeys>();
}
