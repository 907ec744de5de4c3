using Cerniq.Functions.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Operations;

/// <summary>Whether the app is well.</summary>
public sealed class HealthFunctions(Health health, QueueHealth queues)
{
    [Function("Health")]
    [PublicRoute("load balancers and watchdogs have no key, and it tells nothing of any tenant")]
    public async Task<IActionResult> HealthAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken)
    {
        // The host hands the client to functions only, so this probe is made here.
        var report = await health.ReadAsync([new OrchestrationProbe(orchestrations)], cancellationToken);
        return new Answer<HealthReport>(Status(report.IsGood), report);
    }

    [Function("QueueHealth")]
    [AdminOnly]
    public async Task<IActionResult> QueuesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/queues")] HttpRequest request, CancellationToken cancellationToken)
    {
        var report = await queues.ReadAsync(cancellationToken);
        return new Answer<QueuesReport>(Status(report.Healthy), report);
    }

    private static int Status(bool isGood) => isGood ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
}
