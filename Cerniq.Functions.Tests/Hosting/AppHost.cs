using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Cerniq.Functions.Api;
using Cerniq.Functions.Hosting;
using Cerniq.Functions.Operations;
using Cerniq.LocalHost.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Tests.Hosting;

/// <summary>The whole app on a port and a folder of its own, with its timers at rest and without any service to call.</summary>
public sealed class AppHost : IAsyncLifetime
{
    public const string AdminKey = "the-admin-key";
    public const string DemoKey = "the-demo-tenants-key";

    /// <summary>On the usual port there may be somebody's sandbox.</summary>
    private const int NobodyListens = 1;

    private readonly TestFolder _folder = new();
    private IHost? _host;

    public HttpClient Client { get; private set; } = null!;

    public string DataFolder => _folder.Path;

    public T Service<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        var builder = FunctionsApplication.CreateBuilder(
            [
                $"--CERNIQ_DATA={_folder.Path}", "--CERNIQ_PORT=0", $"--CERNIQ_SANDBOX_PORT={NobodyListens}",
                $"--CERNIQ_ADMIN_KEY={AdminKey}", $"--CERNIQ_DEMO_TENANT_KEY={DemoKey}",
            ]);
        Assembly[] assemblies = [typeof(CerniqApp).Assembly, typeof(AppHost).Assembly];
        builder.Properties["Cerniq.LocalHost.FunctionAssemblies"] = assemblies;
        builder.Logging.ClearProviders();
        builder.UseMiddleware<RestingTimers>();
        builder.AddCerniq();
        builder.Services.AddSingleton(new RouteRules(assemblies));
        builder.Services.AddSingleton(new QueueFunctions(assemblies));
        _host = builder.Build();
        await _host.StartAsync();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = Service<LocalHostAddress>().BaseAddress,
        };
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _host!.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Sends a request as the admin, with a tenant's key, or with none.</summary>
    public async Task<Reply> SendAsync(
        HttpMethod method, string path, string? admin = null, string? key = null, string? json = null, Action<HttpRequestMessage>? more = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (admin is not null)
        {
            request.Headers.Add("x-functions-key", admin);
        }

        if (key is not null)
        {
            request.Headers.Add("x-api-key", key);
        }

        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        more?.Invoke(request);
        using var response = await Client.SendAsync(request);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.ToString(), response.Headers);
    }

    /// <summary>A new tenant and its key.</summary>
    public async Task<string> NewTenantAsync(string tenant)
    {
        var reply = await SendAsync(HttpMethod.Post, $"/api/tenants/{tenant}/keys", admin: AdminKey);
        reply.Status.ShouldBe(201, reply.Text);
        return reply.Json.GetProperty("key").GetString()!;
    }
}

/// <summary>An answer of the app.</summary>
public sealed record Reply(int Status, string Text, string? ContentType, HttpResponseHeaders Headers)
{
    public byte[] Bytes { get; init; } = [];

    /// <summary>Under which name it is to be saved.</summary>
    public string? Disposition { get; init; }

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);
}

/// <summary>One app for the tests that only need it to be there; each uses tenants of its own.</summary>
[CollectionDefinition(Name)]
public sealed class OneApp : ICollectionFixture<AppHost>
{
    public const string Name = "one app";
}
