using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Cerniq.Functions.Hosting;
using Cerniq.Functions.Tests.Replay;
using Cerniq.LocalHost.Hosting;
using Cerniq.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Tests.Hosting;

/// <summary>The app and the sandbox in this process, each on a port and a folder of its own, talking over real HTTP. The app's timers
/// rest.</summary>
public class TestApp : IAsyncLifetime
{
    public const string AdminKey = "the-admin-key";
    public const string DemoKey = "the-demo-tenants-key";

    private readonly TestFolder _folder = new();
    private WebApplication? _sandbox;
    private IHost? _host;
    private HttpClient? _client;
    private HttpClient? _control;

    public HttpClient Client => _client!;

    /// <summary>The sandbox's address.</summary>
    public Uri SandboxAddress => _control!.BaseAddress!;

    public T Service<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    /// <summary>A function's class, as the host would make it.</summary>
    public T Create<T>() => ActivatorUtilities.CreateInstance<T>(_host!.Services);

    public virtual async Task InitializeAsync()
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
        builder.UseMiddleware<RestingTimers>();
        builder.AddCerniq();
        _host = builder.Build();
        await _host.StartAsync();
        _client = new HttpClient { BaseAddress = Service<LocalHostAddress>().BaseAddress };
        await SandboxAsync("clock", new { speed = 50 });
        await SandboxAsync("limits", new { revolut = false });
    }

    public virtual async Task DisposeAsync()
    {
        await HistoryRecorder.RecordAsync(_client!.BaseAddress!, AdminKey);
        _client.Dispose();
        _control!.Dispose();
        await _host!.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        await _sandbox!.StopAsync();
        await _sandbox.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Calls the app with a tenant's key.</summary>
    /// <param name="body">JSON or XML as text, or an object to be written as JSON.</param>
    public async Task<Reply> SendAsync(HttpMethod method, string path, object? body = null, string key = DemoKey)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("x-api-key", key);
        request.Content = ContentOf(body);
        using var response = await _client!.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new Reply((int)response.StatusCode, Encoding.UTF8.GetString(bytes), response.Content.Headers.ContentType?.MediaType, response.Headers)
        {
            Bytes = bytes,
            Disposition = response.Content.Headers.ContentDisposition?.ToString(),
        };
    }

    /// <summary>A new tenant and its key.</summary>
    public async Task<string> NewTenantAsync(string tenant)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/tenants/{tenant}/keys");
        request.Headers.Add("x-functions-key", AdminKey);
        using var response = await _client!.SendAsync(request);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).GetProperty("key").GetString()!;
    }

    /// <summary>Changes a tenant's settings.</summary>
    public async Task SetAsync(string tenant, object settings)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/tenants/{tenant}/settings") { Content = JsonContent.Create(settings) };
        request.Headers.Add("x-functions-key", AdminKey);
        using var response = await _client!.SendAsync(request);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    public async Task SandboxAsync(string path, object body)
    {
        using var content = ContentOf(body);
        using var response = await _control!.PostAsync(new Uri($"/sandbox/{path}", UriKind.Relative), content);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Takes all faults away.</summary>
    public async Task NoFaultsAsync()
    {
        using var response = await _control!.DeleteAsync(new Uri("/sandbox/faults", UriKind.Relative));
        response.IsSuccessStatusCode.ShouldBeTrue();
    }

    public async Task<JsonElement> LedgerAsync() =>
        JsonSerializer.Deserialize<JsonElement>(await _control!.GetStringAsync(new Uri("/sandbox/ledger", UriKind.Relative)));

    /// <summary>Asks again and again until there is an answer.</summary>
    public static Task<T> UntilAsync<T>(Func<Task<T?>> ask, string what, int? seconds = null)
        where T : class => Eventually.AnswerAsync(ask, what, seconds is { } given ? TimeSpan.FromSeconds(given) : null);

    private static HttpContent? ContentOf(object? body)
    {
        if (body is not string text)
        {
            return body is null ? null : JsonContent.Create(body, body.GetType());
        }

        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue(text.StartsWith('<') ? "application/xml" : "application/json");
        return content;
    }
}
