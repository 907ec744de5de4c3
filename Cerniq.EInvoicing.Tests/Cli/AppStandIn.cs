using System.Net;
using System.Text;
using System.Text.Json;

namespace Cerniq.EInvoicing.Tests.Cli;

/// <summary>Answers in the app's place, and keeps what it was asked.</summary>
internal sealed class AppStandIn(Func<AppStandIn.Asked, (HttpStatusCode Status, string Body)> answer) : HttpMessageHandler
{
    public List<Asked> Calls { get; } = [];

    /// <summary>Takes every row of a JSON list.</summary>
    public static (HttpStatusCode Status, string Body) TakesAll(Asked asked) =>
        (HttpStatusCode.OK, $$"""{"taken":{{asked.Rows}},"known":0,"skipped":[]}""");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = new Asked(
            request.RequestUri!.AbsolutePath,
            await request.Content!.ReadAsStringAsync(cancellationToken),
            request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase));
        Calls.Add(asked);
        var (status, body) = answer(asked);
        return new HttpResponseMessage(status)
        {
            Content = new StringContent(body, Encoding.UTF8, status == HttpStatusCode.OK ? "application/json" : "application/problem+json"),
        };
    }

    internal sealed record Asked(string Path, string Body, IReadOnlyDictionary<string, string> Headers)
    {
        public int Rows => JsonSerializer.Deserialize<JsonElement[]>(Body)!.Length;
    }
}
