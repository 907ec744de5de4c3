using Cerniq.Functions.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio.Queues;

/// <summary>Stops a queue and lets it go on.</summary>
public sealed class OblioQueueFunctions(OblioWork work)
{
    [Function("PauseQueue")]
    [AdminOnly]
    public async Task<IActionResult> Pause(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "health/queues/{queue}/pause")] HttpRequest request,
        string queue,
        CancellationToken cancellationToken)
    {
        if (OblioQueue.Find(queue) is not { } found)
        {
            return Problem.NotFound();
        }

        await work.PauseAsync(found, cancellationToken);
        return Answer.Ok((await work.ReadAsync(cancellationToken))[found.Name]);
    }

    [Function("ResumeQueue")]
    [AdminOnly]
    public async Task<IActionResult> Resume(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "health/queues/{queue}/resume")] HttpRequest request,
        string queue,
        CancellationToken cancellationToken)
    {
        if (OblioQueue.Find(queue) is not { } found)
        {
            return Problem.NotFound();
        }

        await work.ResumeAsync(found, cancellationToken);
        return Answer.Ok((await work.ReadAsync(cancellationToken))[found.Name]);
    }
}
