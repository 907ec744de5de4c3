using System.Globalization;
using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.Telemetry;

/// <summary>What <c>/api/metrics</c> shows at a moment.</summary>
public sealed class Scrape
{
    private readonly Dictionary<string, double> _series;

    private Scrape(Dictionary<string, double> series) => _series = series;

    public static async Task<Scrape> OfAsync(TestApp app)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/metrics");
        request.Headers.Add("x-functions-key", TestApp.AdminKey);
        using var response = await app.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return new Scrape(text.Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => (Cut: line.LastIndexOf(' '), Line: line))
            .ToDictionary(l => l.Line[..l.Cut], l => double.Parse(l.Line[(l.Cut + 1)..], CultureInfo.InvariantCulture), StringComparer.Ordinal));
    }

    /// <summary>Asks again and again until a series has come to a value.</summary>
    public static Task<Scrape> UntilAsync(TestApp app, double value, string name, params (string Label, string Value)[] labels) => TestApp.UntilAsync(
        async () => await OfAsync(app) is var scrape && scrape.Of(name, labels) == value ? scrape : null,
        $"{Key(name, labels)} {value}");

    /// <summary>A series' value; 0 when it has none yet.</summary>
    public double Of(string name, params (string Label, string Value)[] labels) => _series.GetValueOrDefault(Key(name, labels));

    private static string Key(string name, (string Label, string Value)[] labels) => labels.Length == 0
        ? name
        : $"{name}{{{string.Join(',', labels.OrderBy(l => l.Label, StringComparer.Ordinal).Select(l => $"{l.Label}=\"{l.Value}\""))}}}";
}
