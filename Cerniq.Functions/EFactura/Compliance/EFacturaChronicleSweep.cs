using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.EFactura;

/// <summary>Tells what a process that died, or a store that failed, left untold.</summary>
public sealed partial class EFacturaChronicleSweep(EFacturaChronicle chronicle, TenantDirectory tenants, ILogger<EFacturaChronicleSweep> logger)
{
    [Function(nameof(EFacturaChronicleSweep))]
    public async Task RunAsync([TimerTrigger("*/20 * * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            if (await chronicle.TellLeftBehindAsync(tenant, cancellationToken) is var told and > 0)
            {
                LogTold(logger, told, tenant);
            }
        }
    }

    [LoggerMessage(3102, LogLevel.Information, "Told {Count} events of tenant {Tenant} that had been left untold")]
    private static partial void LogTold(ILogger logger, int count, string tenant);
}
