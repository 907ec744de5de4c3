using Cerniq.Functions.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Telemetry;

/// <summary>Metrics for Prometheus. They tell of every tenant, so the admin key is asked for (<c>?code=</c> will do).</summary>
public sealed class MetricsFunction(MetricCollector collector)
{
    [Function("Metrics")]
    [AdminOnly]
    public IActionResult Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "metrics")] HttpRequest request) =>
        new ContentResult
        {
            Content = PrometheusText.Write(collector.Read()),
            ContentType = PrometheusText.ContentType,
            StatusCode = StatusCodes.Status200OK,
        };
}
