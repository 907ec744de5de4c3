using System.Net.Http.Json;
using Cerniq.LocalHost.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Tests.Hosting;

/// <summary>A functions app on a port of its own with a data folder of its own.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    public const string AdminKey = "the-master-key-of-this-test";

    private readonly IHost _host;
    private readonly bool _keepsData;

    private TestHost(IHost host, bool keepsData)
    {
        _host = host;
        _keepsData = keepsData;
        Client = new HttpClient { BaseAddress = host.Services.GetRequiredService<LocalHostAddress>().BaseAddress };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _host.Services;

    public LocalHostPaths Paths => Services.GetRequiredService<LocalHostPaths>();

    public static string NewFolder() => Directory.CreateTempSubdirectory("cerniq-host-").FullName;

    public static FunctionsApplicationBuilder Builder(string dataFolder, IEnumerable<Type> functions, params string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(
            [$"--CERNIQ_DATA={dataFolder}", "--CERNIQ_PORT=0", $"--CERNIQ_ADMIN_KEY={AdminKey}", .. args]);
        builder.Properties[FunctionsApp.TypesProperty] = functions;
        builder.Logging.ClearProviders();
        builder.ConfigureFunctionsWebApplication();
        return builder;
    }

    /// <summary>Starts an app with these function classes; with <paramref name="folder"/> the data outlives the host.</summary>
    public static async Task<TestHost> StartAsync(
        IEnumerable<Type> functions, Action<FunctionsApplicationBuilder>? compose = null, string? folder = null, string? hostJson = null)
    {
        var data = folder ?? NewFolder();
        var args = Array.Empty<string>();
        if (hostJson is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(data, "host.json"), hostJson);
            args = [$"--AzureWebJobsScriptRoot={data}"];
        }

        var builder = Builder(data, functions, args);
        compose?.Invoke(builder);
        var host = builder.Build();
        await host.StartAsync();
        return new TestHost(host, folder is not null);
    }

    public static Task<TestHost> StartAsync<TFunctions>(
        Action<FunctionsApplicationBuilder>? compose = null, string? folder = null, string? hostJson = null) =>
        StartAsync([typeof(TFunctions)], compose, folder, hostJson);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key = null, object? body = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        return Client.SendAsync(request);
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        var folder = Paths.DataFolder;
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        if (!_keepsData)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
