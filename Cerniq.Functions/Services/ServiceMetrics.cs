using System.Diagnostics.Metrics;

namespace Cerniq.Functions.Services;

/// <summary>Counts calls under the names of the source documents: <c>oblio_api_calls_total</c>, <c>oblio_api_errors_total</c>,
/// <c>oblio_api_latency_ms</c>, <c>oblio_rate_limit_hits_total</c>, <c>oblio_rate_limit_remaining</c>, and the same for the other services.</summary>
public sealed class ServiceMetrics : IDisposable
{
    private static readonly InstrumentAdvice<double> Buckets =
        new() { HistogramBucketBoundaries = [50, 100, 250, 500, 1000, 2500, 5000, 10000] };

    private static readonly string[] Services = ["oblio", "anaf", "revolut", "economic"];

    private readonly Meter meter = new("Cerniq");
    private readonly Dictionary<string, Instruments> instruments;

    public ServiceMetrics() => instruments = Services.ToDictionary(
        service => service, service => new Instruments(meter, service), StringComparer.Ordinal);

    public void Dispose() => meter.Dispose();

    /// <param name="status">HTTP's number, or the kind of fault when there was no answer.</param>
    internal void Called(string service, HttpMethod method, string endpoint, string status, bool failed, double milliseconds)
    {
        var of = instruments[service];
        var byMethod = KeyValuePair.Create<string, object?>("method", method.Method);
        var byStatus = KeyValuePair.Create<string, object?>("status", status);
        of.Calls.Add(1, byMethod, byStatus);
        if (failed)
        {
            of.Errors.Add(1, byMethod, byStatus);
        }

        of.Latency.Record(milliseconds, byMethod, KeyValuePair.Create<string, object?>("endpoint", endpoint));
    }

    internal void LimitHit(string service, string tenant, string endpoint) => instruments[service].LimitHits.Add(
        1, KeyValuePair.Create<string, object?>("tenant_id", tenant), KeyValuePair.Create<string, object?>("endpoint", endpoint));

    /// <summary>How many more calls the limit leaves just now.</summary>
    internal void LimitLeaves(string service, string tenant, string endpoint, int calls) => instruments[service].LimitRemaining.Record(
        calls, KeyValuePair.Create<string, object?>("tenant_id", tenant), KeyValuePair.Create<string, object?>("endpoint", endpoint));

    private sealed class Instruments(Meter meter, string service)
    {
        public Counter<long> Calls { get; } = meter.CreateCounter<long>(service + "_api_calls_total");

        public Counter<long> Errors { get; } = meter.CreateCounter<long>(service + "_api_errors_total");

        public Counter<long> LimitHits { get; } = meter.CreateCounter<long>(service + "_rate_limit_hits_total");

        public Gauge<long> LimitRemaining { get; } = meter.CreateGauge<long>(service + "_rate_limit_remaining");

        public Histogram<double> Latency { get; } = meter.CreateHistogram(
            service + "_api_latency_ms", "ms", description: null, tags: null, Buckets);
    }
}
