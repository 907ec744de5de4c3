using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace Cerniq.Functions.Telemetry;

/// <summary>Keeps the totals of every instrument of our meter from when it is made.</summary>
public sealed class MetricCollector : IHostedService, IDisposable
{
    /// <summary>New label sets beyond this are not kept: a caller must not be able to fill the memory with labels.</summary>
    private const int MaxSeriesPerMetric = 2000;

    private static readonly double[] UsualBuckets = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000];

    private readonly ConcurrentDictionary<string, Metric> _metrics = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public MetricCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == CerniqMetrics.MeterName && Kind(instrument) is { } kind)
            {
                listener.EnableMeasurementEvents(instrument, _metrics.GetOrAdd(instrument.Name, _ => new Metric(instrument, kind, Bounds(instrument))));
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, metric) => Record(value, tags, metric));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, metric) => Record(value, tags, metric));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, metric) => Record(value, tags, metric));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, metric) => Record((double)value, tags, metric));
        _listener.Start();
    }

    /// <summary>All metrics by name, with what observable instruments say now.</summary>
    internal IReadOnlyList<Metric> Read()
    {
        _listener.RecordObservableInstruments();
        return [.. _metrics.Values.OrderBy(metric => metric.Name, StringComparer.Ordinal)];
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    private static void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var metric = (Metric)state!;
        if (metric.SeriesOf(tags, MaxSeriesPerMetric) is not { } series)
        {
            return;
        }

        switch (metric.Kind)
        {
            case MetricKind.Counter: series.Add(value); break;
            case MetricKind.Histogram: series.Observe(value); break;
            default: series.Set(value); break;
        }
    }

    private static MetricKind? Kind(Instrument instrument)
    {
        var type = instrument.GetType();
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return definition == typeof(Counter<>) ? MetricKind.Counter
            : definition == typeof(Histogram<>) ? MetricKind.Histogram
            : definition == typeof(Gauge<>) || definition == typeof(ObservableGauge<>) ? MetricKind.Gauge
            : definition == typeof(ObservableCounter<>) ? MetricKind.ObservedTotal
            : definition == typeof(UpDownCounter<>) ? MetricKind.Counter
            : null;
    }

    private static IReadOnlyList<double>? Bounds(Instrument instrument) => instrument switch
    {
        Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries ?? UsualBuckets,
        Histogram<long> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToList() ?? [.. UsualBuckets],
        Histogram<int> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToList() ?? [.. UsualBuckets],
        _ => UsualBuckets,
    };
}

internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,

    /// <summary>A counter whose instrument tells its total.</summary>
    ObservedTotal,
}

internal sealed class Metric(Instrument instrument, MetricKind kind, IReadOnlyList<double>? bounds)
{
    public string Name { get; } = instrument.Name;

    public string Description { get; } = instrument.Description ?? instrument.Name;

    public bool Falls { get; } = instrument.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(UpDownCounter<>);

    public MetricKind Kind { get; } = kind;

    public IReadOnlyList<double>? Bounds { get; } = kind == MetricKind.Histogram ? bounds : null;

    public ConcurrentDictionary<string, MetricSeries> Series { get; } = new(StringComparer.Ordinal);

    /// <summary>By tags as they come: those of a series seen before cost no text.</summary>
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], MetricSeries> _known = new(TagComparer.Instance);

    /// <summary>The series of these tags, made when it is new.</summary>
    /// <returns>Null for a new one when there are <paramref name="most"/> already.</returns>
    public MetricSeries? SeriesOf(ReadOnlySpan<KeyValuePair<string, object?>> tags, int most)
    {
        var known = _known.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        if (known.TryGetValue(tags, out var series))
        {
            return series;
        }

        var labels = MetricLabels.Of(tags);
        if (!Series.ContainsKey(labels) && Series.Count >= most)
        {
            return null;
        }

        series = Series.GetOrAdd(labels, text => new MetricSeries(text, Bounds));
        known[tags] = series;
        return series;
    }
}
