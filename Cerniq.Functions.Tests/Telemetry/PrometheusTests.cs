using System.Diagnostics.Metrics;
using Cerniq.Functions.Telemetry;
using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.Telemetry;

public sealed class PrometheusTests : IDisposable
{
    private readonly MetricCollector _collector = new();
    private readonly Meter _meter = new(CerniqMetrics.MeterName);
    private readonly string _name = $"test_{Guid.NewGuid():N}";

    [Fact]
    public void Counters_are_added_up_by_their_labels_whatever_the_order_of_these()
    {
        var counter = _meter.CreateCounter<long>(_name, description: "Things\ncounted");
        counter.Add(2, new("b", "x\"y\\z\n"), new("a", 1));
        counter.Add(3, new("a", 1), new KeyValuePair<string, object?>("b", "x\"y\\z\n"));
        counter.Add(1);
        Text().ShouldBe($$"""
            # HELP {{_name}} Things\ncounted
            # TYPE {{_name}} counter
            {{_name}} 1
            {{_name}}{a="1",b="x\"y\\z\n"} 5

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Histograms_have_the_buckets_they_were_declared_with()
    {
        var histogram = _meter.CreateHistogram(
            _name, unit: null, "Waits", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [10, 100] });
        foreach (var value in (double[])[5, 10, 10.5, 1000])
        {
            histogram.Record(value, new KeyValuePair<string, object?>("t", "x"));
        }

        Text().ShouldBe($$"""
            # HELP {{_name}} Waits
            # TYPE {{_name}} histogram
            {{_name}}_bucket{t="x",le="10"} 2
            {{_name}}_bucket{t="x",le="100"} 3
            {{_name}}_bucket{t="x",le="+Inf"} 4
            {{_name}}_sum{t="x"} 1025.5
            {{_name}}_count{t="x"} 4

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Gauges_show_their_last_value_and_observed_ones_what_they_say_now()
    {
        var now = 1.5;
        _meter.CreateGauge<double>(_name).Record(7);
        _meter.CreateObservableGauge(_name + "_observed", () => now);
        Text().ShouldContain($"# TYPE {_name} gauge\n{_name} 7\n");
        now = 2.5;
        Text(_name + "_observed").ShouldContain($"{_name}_observed 2.5\n");
    }

    [Fact]
    public async Task Counts_from_many_threads_are_all_there()
    {
        var counter = _meter.CreateCounter<long>(_name);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                counter.Add(1);
            }
        })));
        Text().ShouldContain($"{_name} 80000\n");
    }

    [Fact]
    public void Labels_without_end_do_not_fill_the_memory()
    {
        var counter = _meter.CreateCounter<long>(_name);
        for (var i = 0; i < 5000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        Text().Split('\n').Length.ShouldBeLessThan(2010);
    }

    [Fact]
    public void The_names_of_the_source_documents_are_there()
    {
        using var metrics = new CerniqMetrics();
        metrics.Invoices.Created.Add(1, new KeyValuePair<string, object?>("tenant_id", _name));
        metrics.Invoices.Duration.Record(750, new KeyValuePair<string, object?>("tenant_id", _name));
        metrics.EFacturaSubmissions.Add(1, new("status", "accepted"), new("document_type", _name));
        var text = PrometheusText.Write(_collector.Read());
        text.ShouldContain($"oblio_invoices_created_total{{tenant_id=\"{_name}\"}} 1\n");
        text.ShouldContain($"oblio_invoice_create_duration_ms_bucket{{tenant_id=\"{_name}\",le=\"1000\"}} 1\n");
        text.ShouldContain($"efactura_submissions_total{{document_type=\"{_name}\",status=\"accepted\"}} 1\n");
    }

    public void Dispose()
    {
        _meter.Dispose();
        _collector.Dispose();
    }

    private string Text(string? name = null) =>
        PrometheusText.Write(_collector.Read().Where(metric => metric.Name == (name ?? _name)));
}

[Collection(OneApp.Name)]
public sealed class MetricsRouteTests(AppHost app)
{
    [Fact]
    public async Task The_admin_reads_metrics_also_by_a_key_in_the_query()
    {
        await app.SendAsync(HttpMethod.Get, "/api/health");
        var reply = await app.SendAsync(HttpMethod.Get, $"/api/metrics?code={AppHost.AdminKey}");
        reply.Status.ShouldBe(200);
        reply.ContentType.ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        reply.Text.ShouldContain("cerniq_http_requests_total{function=\"Health\",status=\"200\"}");
    }
}
