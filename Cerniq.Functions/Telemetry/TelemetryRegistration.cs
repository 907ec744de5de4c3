using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.Functions.Telemetry;

/// <summary>Metrics.</summary>
public static class TelemetryRegistration
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services) =>
        services
            .AddSingleton<MetricCollector>()
            .AddSingleton<CerniqMetrics>()

            // Made with the host, not at the first scrape: what is counted before would be lost.
            .AddHostedService(provider => provider.GetRequiredService<MetricCollector>());
}
