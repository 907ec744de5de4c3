using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cerniq.Cli.Demo;

/// <summary>The two doors the demo uses: the app's, as a sales app would, and the sandbox's, to play the paying customer.</summary>
internal sealed class DemoClient(Uri app, Uri sandbox, string tenantKey) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Posts the deal.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> PostDealAsync(JsonNode deal, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Post, "api/tenants/demo/negotiations", deal, cancellationToken);
        return answer.GetProperty("negotiationId").GetString()!;
    }

    public Task<JsonElement> GetDealAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"api/tenants/demo/negotiations/{id}", null, cancellationToken);

    public Task AcceptAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"api/tenants/demo/negotiations/{id}/proforma/accept", null, cancellationToken);

    public Task<JsonElement> EvidenceAsync(string invoiceId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"api/tenants/demo/invoices/{invoiceId}/evidence/manifest", null, cancellationToken);

    /// <summary>The customer pays: Revolut's stand-in makes the transaction and sends its signed webhooks.</summary>
    public async Task PayAsync(
        decimal amount, string currency, string reference, string counterparty, CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsJsonAsync(
            new Uri(sandbox, "sandbox/revolut/pay"), new { tenant = "demo", amount, currency, reference, counterparty }, cancellationToken);
        await CheckAsync(answer, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static async Task CheckAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
        {
            var words = await answer.Content.ReadAsStringAsync(cancellationToken);
            throw new HttpRequestException(
                $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.AbsolutePath} answered {(int)answer.StatusCode}: {words}");
        }
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(app, path));
        request.Headers.Add("x-api-key", tenantKey);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await _http.SendAsync(request, cancellationToken);
        await CheckAsync(answer, cancellationToken);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }
}
