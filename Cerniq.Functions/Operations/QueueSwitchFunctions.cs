using Cerniq.Functions.Api;
using Cerniq.Functions.Oblio.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Operations;

/// <summary>Stops a queue and lets it go on: those of the Oblio document, and those of messages where the host can.</summary>
public sealed class QueueSwitchFunctions(OblioWork work, IQueueInventory inventory, QueueHealth health)
{
    [Function("PauseQueue")]
    [AdminOnly]
    public Task<IActionResult> Pause(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "health/queues/{queue}/pause")] HttpRequest request,
        string queue,
        CancellationToken cancellationToken) => SwitchAsync(queue, paused: true, cancellationToken);

    [Function("ResumeQueue")]
    [AdminOnly]
    public Task<IActionResult> Resume(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "health/queues/{queue}/resume")] HttpRequest request,
        string queue,
        CancellationToken cancellationToken) => SwitchAsync(queue, paused: false, cancellationToken);

    private async Task<IActionResult> SwitchAsync(string queue, bool paused, CancellationToken cancellationToken)
    {
        if (OblioQueue.Find(queue) is { } found)
        {
            await (paused ? work.PauseAsync(found, cancellationToken) : work.ResumeAsync(found, cancellationToken));
        }
        else if (!await inventory.TrySwitchAsync(queue, paused, cancellationToken))
        {
            return Problem.NotFound();
        }

        var report = await health.ReadAsync(cancellationToken);
        return Answer.Ok(report.Queues.First(other => string.Equals(other.Key, queue, StringComparison.OrdinalIgnoreCase)).Value);
    }
}
