namespace Cerniq.Functions.Telemetry;

/// <summary>One instrument under one set of labels.</summary>
/// <param name="labels">Rendered, such as <c>tenant_id="demo"</c>; empty when there are none.</param>
/// <param name="bounds">Upper bounds of a histogram's buckets, rising; null when it is no histogram.</param>
internal sealed class MetricSeries(string labels, IReadOnlyList<double>? bounds)
{
    private readonly Lock _lock = new();
    private readonly long[] _buckets = new long[(bounds?.Count ?? 0) + 1];
    private double _value;
    private long _count;

    public string Labels { get; } = labels;

    public void Add(double value)
    {
        lock (_lock)
        {
            _value += value;
        }
    }

    public void Set(double value)
    {
        lock (_lock)
        {
            _value = value;
        }
    }

    public void Observe(double value)
    {
        lock (_lock)
        {
            var bucket = 0;
            while (bucket < bounds!.Count && value > bounds[bucket])
            {
                bucket++;
            }

            _buckets[bucket]++;
            _value += value;
            _count++;
        }
    }

    /// <summary>The value, or a histogram's sum, count and cumulative buckets, all of one moment.</summary>
    public MetricReading Read()
    {
        lock (_lock)
        {
            var cumulative = new long[_buckets.Length];
            var sum = 0L;
            for (var i = 0; i < _buckets.Length; i++)
            {
                sum += _buckets[i];
                cumulative[i] = sum;
            }

            return new MetricReading(_value, _count, cumulative);
        }
    }
}

internal sealed record MetricReading(double Value, long Count, IReadOnlyList<long> Buckets);
