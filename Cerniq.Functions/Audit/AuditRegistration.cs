using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.Functions.Audit;

/// <summary>The trail.</summary>
public static class AuditRegistration
{
    public static IServiceCollection AddAudit(this IServiceCollection services) =>
        services
            .AddSingleton<AuditTrail>()
            .AddSingleton<AuditVerifier>()
            .AddSingleton<IAuditSink>(provider => provider.GetRequiredService<AuditTrail>());
}
