using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Payments;

/// <summary>Has a transaction looked at: a new look when none is under way, a nudge when one is.</summary>
public static class PaymentIntakeStarter
{
    private const int Tries = 5;

    public static async Task LookAtAsync(DurableTaskClient client, TransactionKey key, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var known = await client.GetInstanceAsync(key.InstanceId, cancellation: cancellationToken);
            if (known is { IsCompleted: false })
            {
                await client.RaiseEventAsync(key.InstanceId, PaymentIntake.ChangedEvent, "event", cancellationToken);
                if (await client.GetInstanceAsync(key.InstanceId, cancellation: cancellationToken) is { IsCompleted: false })
                {
                    return;
                }

                continue; // it ended meanwhile and may not have seen the nudge
            }

            try
            {
                await client.ScheduleNewOrchestrationInstanceAsync(
                    nameof(PaymentIntake), key, new StartOrchestrationOptions(key.InstanceId), cancellationToken);
                return;
            }
            catch (Exception) when (attempt < Tries && !cancellationToken.IsCancellationRequested)
            {
                // Another look was started at the same moment; nudge that one.
            }
        }
    }
}
