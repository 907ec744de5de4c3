using System.Globalization;
using System.Text.RegularExpressions;
using Cerniq.Functions.Telemetry;
using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.Telemetry;

/// <summary>What <c>/api/metrics</c> says, read as Prometheus reads it.</summary>
[Collection(OneApp.Name)]
public sealed partial class ExpositionTests(AppHost app)
{
    [Fact]
    public async Task Every_line_can_be_read_and_the_sources_names_are_there()
    {
        var metrics = app.Service<CerniqMetrics>();
        metrics.EFacturaSubmissions.Add(1, new("status", "accepted"), new("document_type", "invoice"));
        metrics.EFacturaErrors.Add(1, new KeyValuePair<string, object?>("error_type", "a \"quoted\\ one\n"));
        metrics.EFacturaProcessingSeconds.Record(42);

        var reply = await app.SendAsync(HttpMethod.Get, "/api/metrics", admin: AppHost.AdminKey);
        reply.Status.ShouldBe(200);
        var families = Parse(reply.Text);
        families["efactura_submissions_total"].ShouldBe("counter");
        families["efactura_processing_seconds"].ShouldBe("histogram");
        families["efactura_errors_total"].ShouldBe("counter");
    }

    [Fact]
    public async Task Tags_in_another_order_are_the_same_series_and_other_values_are_another()
    {
        var alerts = app.Service<CerniqMetrics>().Alerts;
        for (var i = 0; i < 3; i++)
        {
            alerts.Add(1, new("kind", "in-order"), new("severity", $"{1}"));
            alerts.Add(1, new("severity", "1"), new("kind", "in-order"));
            alerts.Add(1, new("kind", "in-order"), new("severity", 1));
            alerts.Add(1, new("kind", "1"), new("severity", "in-order"));
        }

        var reply = await app.SendAsync(HttpMethod.Get, "/api/metrics", admin: AppHost.AdminKey);
        reply.Text.Split('\n').Where(line => line.Contains("in-order", StringComparison.Ordinal)).ShouldBe(
            ["""cerniq_alerts_total{kind="1",severity="in-order"} 3""", """cerniq_alerts_total{kind="in-order",severity="1"} 9"""]);
    }

    [Theory]
    [InlineData("# TYPE a counter\na{x=\"1} 2")]
    [InlineData("# TYPE a counter\na{x=1} 2")]
    [InlineData("# TYPE a counter\na 1,5")]
    [InlineData("a 1")]
    [InlineData("# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1")]
    [InlineData("# TYPE a counter\na 1\na 1")]
    public void The_reader_refuses_what_Prometheus_would(string text) => Should.Throw<FormatException>(() => Parse(text));

    /// <returns>Each family's type.</returns>
    private static Dictionary<string, string> Parse(string text)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var series = new HashSet<string>(StringComparer.Ordinal);
        var buckets = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('#'))
            {
                Comment(line, types);
                continue;
            }

            var sample = Sample().Match(line);
            Check(sample.Success && double.TryParse(sample.Groups["value"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _), line);
            var name = sample.Groups["name"].Value;
            var family = types.ContainsKey(name) ? name : Part().Replace(name, "");
            Check(types.TryGetValue(family, out var type) && (family == name || type == "histogram"), line);
            Check(series.Add(name + sample.Groups["labels"].Value), line);
            if (name == family + "_bucket")
            {
                Rises(buckets, family + Bound().Replace(sample.Groups["labels"].Value, ""), double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture), line);
            }
        }

        return types;
    }

    private static void Comment(string line, Dictionary<string, string> types)
    {
        var parts = line.Split(' ');
        Check(parts.Length >= 3 && parts[1] is "HELP" or "TYPE", line);
        if (parts[1] == "TYPE")
        {
            Check(parts[3] is "counter" or "gauge" or "histogram" && types.TryAdd(parts[2], parts[3]), line);
        }
    }

    private static void Rises(Dictionary<string, double> buckets, string series, double value, string line)
    {
        Check(value >= buckets.GetValueOrDefault(series), line);
        buckets[series] = value;
    }

    private static void Check(bool isRight, string line)
    {
        if (!isRight)
        {
            throw new FormatException($"Prometheus cannot read: {line}");
        }
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\[\\"n])*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\[\\"n])*")*\})? (?<value>\S+)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Sample();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Part();

    [GeneratedRegex("""le="[^"]*",?""", RegexOptions.ExplicitCapture)]
    private static partial Regex Bound();
}
