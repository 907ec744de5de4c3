using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.Functions.Operations;

/// <summary>Health and alerts.</summary>
public static class OperationsRegistration
{
    public static IServiceCollection AddOperations(this IServiceCollection services) =>
        services
            .AddSingleton<Alerts>()
            .AddSingleton<IHealthProbe, StorageProbe>()
            .AddSingleton(Uptime.FromNow)
            .AddSingleton<Health>()
            .AddSingleton(new QueueFunctions(typeof(OperationsRegistration).Assembly))
            .AddSingleton<CompletedMessages>()
            .AddSingleton<QueueHealth>();
}
