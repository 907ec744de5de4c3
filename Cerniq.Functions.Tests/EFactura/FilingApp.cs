using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Cerniq.Functions.Hosting;
using Cerniq.LocalHost.Hosting;
using Cerniq.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Tests.EFactura;

/// <summary>The app and the sandbox, each on a port and a folder of its own: filings over real HTTP.</summary>
public sealed class FilingApp : IAsyncLifetime
{
    public const string AdminKey = "the-admin-key";
    public const string DemoKey = "the-demo-tenants-key";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestFolder _folder = new();
    private WebApplication? _sandbox;
    private IHost? _host;
    private HttpClient? _client;
    private HttpClient? _control;

    /// <summary>The sandbox's address.</summary>
    public Uri SandboxAddress => _control!.BaseAddress!;

    public T Service<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        _sandbox = SandboxApp.Build([], new SandboxOptions { Port = 0, DataFolder = _folder.File("sandbox") });
        await _sandbox.StartAsync();
        var address = new Uri(_sandbox.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _control = new HttpClient { BaseAddress = address };

        var builder = FunctionsApplication.CreateBuilder(
            [
                $"--CERNIQ_DATA={_folder.File("app")}", "--CERNIQ_PORT=0", $"--CERNIQ_SANDBOX_PORT={address.Port}",
                $"--CERNIQ_ADMIN_KEY={AdminKey}", $"--CERNIQ_DEMO_TENANT_KEY={DemoKey}",
            ]);
        builder.Properties["Cerniq.LocalHost.FunctionAssemblies"] = new[] { typeof(CerniqApp).Assembly }.AsEnumerable();
        builder.Logging.ClearProviders();
        builder.AddCerniq();
        _host = builder.Build();
        await _host.StartAsync();
        _client = new HttpClient { BaseAddress = _host.Services.GetRequiredService<LocalHostAddress>().BaseAddress };
        await SandboxAsync("clock", """{ "speed": 50 }""");
    }

    public async Task DisposeAsync()
    {
        _client!.Dispose();
        _control!.Dispose();
        await _host!.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        await _sandbox!.StopAsync();
        await _sandbox.DisposeAsync();
        _folder.Dispose();
    }

    public Task<Filed> PostAsync(string path, string json, string key = DemoKey) => SendAsync(HttpMethod.Post, path, key, json);

    public Task<Filed> GetAsync(string path, string key = DemoKey) => SendAsync(HttpMethod.Get, path, key, null);

    /// <summary>One step of a browser's way: what is answered, and where it is sent on to.</summary>
    public async Task<(int Status, Uri? Next, JsonElement Body)> StepAsync(Uri address, string? key = null)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _client!.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (key is not null)
        {
            request.Headers.Add("x-api-key", key);
        }

        using var response = await browser.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, response.Headers.Location, text.StartsWith('{') ? JsonSerializer.Deserialize<JsonElement>(text) : default);
    }

    /// <summary>A new tenant with its key.</summary>
    public async Task<string> NewTenantAsync(string tenant)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/tenants/{tenant}/keys");
        request.Headers.Add("x-functions-key", AdminKey);
        using var response = await _client!.SendAsync(request);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).GetProperty("key").GetString()!;
    }

    public async Task SandboxAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _control!.PostAsync(new Uri($"/sandbox/{path}", UriKind.Relative), content);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    public async Task<JsonElement> LedgerAsync() =>
        JsonSerializer.Deserialize<JsonElement>(await _control!.GetStringAsync(new Uri("/sandbox/ledger", UriKind.Relative)));

    /// <summary>Queues an invoice and gives its queue id.</summary>
    public async Task<long> SubmitAsync(string invoiceId, string invoice)
    {
        var submitted = await PostAsync("/api/efactura/submit", $$"""{ "tenant": "demo", "invoice_id": {{invoiceId}}, "invoice": {{invoice}} }""");
        submitted.Status.ShouldBe(200, submitted.Text);
        return submitted.Json.GetProperty("queue_id").GetInt64();
    }

    /// <summary>Looks until a filing has one of the statuses.</summary>
    public async Task<JsonElement> WaitAsync(long queueId, params string[] statuses)
    {
        var until = TimeProvider.System.GetUtcNow() + Patience;
        while (true)
        {
            var found = await GetAsync($"/api/efactura/status/{queueId}");
            if (statuses.Contains(found.Json.GetProperty("status").GetString()))
            {
                return found.Json;
            }

            (TimeProvider.System.GetUtcNow() < until).ShouldBeTrue($"It stayed at: {found.Text}");
            await Task.Delay(50);
        }
    }

    private async Task<Filed> SendAsync(HttpMethod method, string path, string key, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("x-api-key", key);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(body.StartsWith('<') ? "application/xml" : "application/json");
        }

        using var response = await _client!.SendAsync(request);
        return new Filed((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(), response.Content.Headers.ContentType?.MediaType);
    }
}

/// <summary>An answer of the app.</summary>
public sealed record Filed(int Status, byte[] Bytes, string? ContentType)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Bytes);
}
