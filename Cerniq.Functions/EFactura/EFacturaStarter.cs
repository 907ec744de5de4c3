using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.EFactura;

/// <summary>Starts the orchestration of a filing unless it runs, and tells it what is known from elsewhere.</summary>
internal static class EFacturaStarter
{
    private static readonly OrchestrationRuntimeStatus[] Alive =
    [
        OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Suspended,
    ];

    /// <summary>Tells a filing what ANAF has answered.</summary>
    public static Task TellAsync(this DurableTaskClient client, EFacturaKey key, AnafAnswer answer, CancellationToken cancellationToken) =>
        client.RaiseEventAsync(key.InstanceId, EFacturaEvents.AnafAnswered, answer, cancellationToken);

    /// <returns>True when it runs now; false when it must be left alone, because a deal's own orchestration runs it.</returns>
    public static async Task<bool> EnsureRunningAsync(
        this DurableTaskClient client, EFacturaKey key, string? negotiationId, CancellationToken cancellationToken)
    {
        var found = await client.GetInstanceAsync(key.InstanceId, cancellationToken);
        if (found is not null && Alive.Contains(found.RuntimeStatus))
        {
            return true;
        }

        if (negotiationId is not null)
        {
            return false;
        }

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(EFacturaSubmission), key, new StartOrchestrationOptions(key.InstanceId), cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested is false)
        {
            // Somebody else may have started it in between; each host tells that by another exception.
            var now = await client.GetInstanceAsync(key.InstanceId, cancellationToken);
            if (now is null || !Alive.Contains(now.RuntimeStatus))
            {
                throw;
            }
        }

        return true;
    }
}
