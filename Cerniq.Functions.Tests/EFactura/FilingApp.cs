using System.Net;
using System.Text.Json;
using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.EFactura;

/// <summary>The app and the sandbox, with filings to make and to wait for.</summary>
public sealed class FilingApp : TestApp
{
    public Task<Reply> PostAsync(string path, string json, string key = DemoKey) => SendAsync(HttpMethod.Post, path, json, key);

    public Task<Reply> GetAsync(string path, string key = DemoKey) => SendAsync(HttpMethod.Get, path, key: key);

    /// <summary>One step of a browser's way: what is answered, and where it is sent on to.</summary>
    /// <param name="cookies">What the browser keeps between its steps; a browser that is new to the app when not given.</param>
    public async Task<(int Status, Uri? Next, JsonElement Body)> StepAsync(Uri address, string? key = null, CookieContainer? cookies = null)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies ?? new CookieContainer() };
        using var browser = new HttpClient(handler) { BaseAddress = Client.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (key is not null)
        {
            request.Headers.Add("x-api-key", key);
        }

        using var response = await browser.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, response.Headers.Location, text.StartsWith('{') ? JsonSerializer.Deserialize<JsonElement>(text) : default);
    }

    /// <summary>Queues an invoice and gives its queue id.</summary>
    public async Task<long> SubmitAsync(string invoiceId, string invoice)
    {
        var submitted = await PostAsync("/api/efactura/submit", $$"""{ "tenant": "demo", "invoice_id": {{invoiceId}}, "invoice": {{invoice}} }""");
        submitted.Status.ShouldBe(200, submitted.Text);
        return submitted.Json.GetProperty("queue_id").GetInt64();
    }

    /// <summary>Looks until a filing has one of the statuses.</summary>
    public async Task<JsonElement> WaitAsync(long queueId, params string[] statuses) => (await Eventually.SeeAsync(
        () => GetAsync($"/api/efactura/status/{queueId}"),
        found => statuses.Contains(found.Json.GetProperty("status").GetString()),
        $"filing {queueId} at {string.Join(" or ", statuses)}")).Json;
}
