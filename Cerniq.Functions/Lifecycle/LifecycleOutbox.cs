using Cerniq.Functions.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Delivers the stored messages to their orchestrations. A message may be delivered twice (a crash between delivery
/// and removal), which the lifecycle bears; it is never lost.</summary>
public sealed class LifecycleOutbox(ITableStore tables, TimeProvider clock)
{
    private const string Table = "negotiations";

    /// <summary>A message younger than this is still in the hands of the request that wrote it.</summary>
    private static readonly TimeSpan HandsOff = TimeSpan.FromSeconds(5);

    /// <summary>Delivers one message and takes it out of the outbox.</summary>
    public async Task DeliverAsync(DurableTaskClient client, LifecycleMessage message, CancellationToken cancellationToken)
    {
        if (message.EventName is { } name)
        {
            if (message.Orchestrator is not null)
            {
                await StartOnceAsync(client, message, cancellationToken); // its start may still lie in the outbox
            }

            await client.RaiseEventAsync(message.InstanceId, name, message.Payload, cancellationToken);
        }
        else
        {
            await StartOnceAsync(client, message, cancellationToken);
        }

        await tables.WriteAsync(Table, message.Tenant, [new TableOperation.Delete(message.Row)], cancellationToken);
    }

    /// <summary>Delivers what a request left behind when its process died, oldest first.</summary>
    /// <returns>How many were delivered.</returns>
    public async Task<int> DeliverLeftBehindAsync(DurableTaskClient client, string tenant, CancellationToken cancellationToken)
    {
        var delivered = 0;
        var before = RowKey.Of("outbox", RowKey.Ascending(clock.GetUtcNow() - HandsOff));
        TablePage page;
        do
        {
            page = await tables.QueryAsync(
                Table, tenant, new TableRange(RowKey.Prefix("outbox"), before, 100), cancellationToken);
            foreach (var row in page.Rows)
            {
                await DeliverAsync(client, CerniqJson.Read<LifecycleMessage>(row.Body), cancellationToken);
                delivered++;
            }
        }
        while (page.Continuation is not null);

        return delivered;
    }

    /// <summary>Never a second run, also when two deliveries of one message meet.</summary>
    private static async Task StartOnceAsync(DurableTaskClient client, LifecycleMessage message, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(message.InstanceId, cancellation: cancellationToken) is not null)
        {
            return;
        }

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                message.Orchestrator ?? nameof(NegotiationLifecycle),
                (message.EventName is null ? message.Payload : null) ?? (object)new DealKey(message.Tenant, message.NegotiationId),
                new StartOrchestrationOptions(message.InstanceId),
                cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The two hosts say «already exists» by different exceptions; what counts is that it now exists.
            if (await client.GetInstanceAsync(message.InstanceId, cancellation: cancellationToken) is null)
            {
                throw;
            }
        }
    }
}
