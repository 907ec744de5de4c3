namespace Cerniq.Functions.Storage;

/// <summary>Hands work to a queue-triggered function: Service Bus in Azure, the durable local queue on one machine.</summary>
public interface IEventQueue
{
    /// <summary>Puts a message on the queue. It is durable when this returns.</summary>
    /// <param name="queue">The queue's name, as in the trigger's attribute.</param>
    /// <param name="body">JSON.</param>
    Task SendAsync(string queue, string body, CancellationToken cancellationToken);
}
