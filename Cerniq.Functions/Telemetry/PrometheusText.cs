using System.Text;

namespace Cerniq.Functions.Telemetry;

/// <summary>Writes metrics in Prometheus' text format 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<Metric> metrics)
    {
        var text = new StringBuilder();
        foreach (var metric in metrics)
        {
            text.Append("# HELP ").Append(metric.Name).Append(' ')
                .Append(metric.Description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
            text.Append("# TYPE ").Append(metric.Name).Append(' ').Append(TypeOf(metric)).Append('\n');
            foreach (var series in metric.Series.Values.OrderBy(series => series.Labels, StringComparer.Ordinal))
            {
                Write(text, metric, series);
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Metric metric, MetricSeries series)
    {
        var reading = series.Read();
        if (metric.Bounds is not { } bounds)
        {
            Line(text, metric.Name, series.Labels, Number(reading.Value));
            return;
        }

        for (var i = 0; i < bounds.Count; i++)
        {
            Line(text, metric.Name + "_bucket", With(series.Labels, Number(bounds[i])), reading.Buckets[i].ToString());
        }

        Line(text, metric.Name + "_bucket", With(series.Labels, "+Inf"), reading.Count.ToString());
        Line(text, metric.Name + "_sum", series.Labels, Number(reading.Value));
        Line(text, metric.Name + "_count", series.Labels, reading.Count.ToString());
    }

    private static void Line(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value).Append('\n');
    }

    private static string With(string labels, string bound) =>
        labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"";

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R"),
    };

    private static string TypeOf(Metric metric) => metric.Kind switch
    {
        MetricKind.Histogram => "histogram",
        MetricKind.Gauge => "gauge",
        _ => metric.Falls ? "gauge" : "counter",
    };
}
