using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Cerniq.LocalHost.Hosting.Configuration;
using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Hosting.Invocation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Hosting;

/// <summary>Makes the web host that an app runs in, with nothing in it that the app does not need.</summary>
internal static class WebHostComposition
{
    private const int DefaultPort = 7071;
    private const long DefaultBodyLimit = 5 * 1024 * 1024;

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            Args = args,
            EnvironmentName = Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT")
                ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
                ?? Environments.Production,
        });
        var root = web.Environment.ContentRootPath;
        web.Configuration
            .AddJsonFile("appsettings.json", optional: true, reloadOnChange: false)
            .AddInMemoryCollection(LocalSettingsFile.Read(AppContext.BaseDirectory, root))
            .AddEnvironmentVariables()
            .AddCommandLine(args);
        web.Logging
            .AddConfiguration(web.Configuration.GetSection("Logging"))
            .AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)

            // It writes whole addresses, and with them the keys that callers give as ?code=.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        web.Services.AddRouting();
        web.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        return web;
    }

    public static IHost Build(WebApplicationBuilder web, FunctionPipeline pipeline, bool servesHttp)
    {
        var settings = HostFile.Read(web.Configuration, web.Environment.ContentRootPath);
        var functions = FunctionsApp.FindFunctions(((IHostApplicationBuilder)web).Properties);
        if (!servesHttp && functions.WithTrigger<HttpTriggerAttribute>().Any())
        {
            throw new HostConfigurationException("The app has HTTP functions: call builder.ConfigureFunctionsWebApplication().");
        }

        SetLogLevels(web.Logging, settings.Source.GetSection("logging:logLevel"));
        var port = Port(web.Configuration);
        Listen(web, port);
        FunctionsApp.AddServices(web.Services, functions, settings, pipeline);
        var paths = new LocalHostPaths(web.Configuration["CERNIQ_DATA"] is { Length: > 0 } folder ? folder : "./.data");
        var held = DataFolderLock.Take(paths.DataFolder);
        try
        {
            RefuseTakenPort(port);

            // By factories, so that the container disposes of the lock with, and after, everything else.
            web.Services.AddSingleton(_ => held);
            web.Services.AddSingleton(provider => provider.GetRequiredService<DataFolderLock>() is not null ? paths : null!);
            var app = web.Build();
            app.Services.GetRequiredService<LocalHostPaths>();
            FunctionsApp.Map(app);
            return app;
        }
        catch (Exception)
        {
            held.Dispose();
            throw;
        }
    }

    private static void SetLogLevels(ILoggingBuilder logging, IConfigurationSection levels)
    {
        foreach (var level in levels.GetChildren())
        {
            if (Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out var minimum))
            {
                var category = level.Key.Equals("default", StringComparison.OrdinalIgnoreCase) ? null : level.Key;
                logging.AddFilter(category, minimum);
            }
        }
    }

    private static int Port(ConfigurationManager settings) =>
        Number(settings, "CERNIQ_PORT", DefaultPort) is var port and <= IPEndPoint.MaxPort
            ? (int)port
            : throw new HostConfigurationException($"CERNIQ_PORT must be a port, at most {IPEndPoint.MaxPort}.");

    /// <summary>The server listens last, when timers already run: it is better known before.</summary>
    private static void RefuseTakenPort(int port)
    {
        using var trial = new TcpListener(IPAddress.Loopback, port);
        try
        {
            trial.Start();
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            throw new HostConfigurationException(
                refused.SocketErrorCode == SocketError.AccessDenied
                    ? $"This process may not listen on port {port}. Choose another with CERNIQ_PORT."
                    : $"Port {port} is taken by another program. Stop it, or choose another port with CERNIQ_PORT.",
                refused);
        }
    }

    private static void Listen(WebApplicationBuilder web, int port)
    {
        var bodyLimit = Number(web.Configuration, "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", DefaultBodyLimit);
        web.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = bodyLimit;
        });

        // Reads at once instead of asking first whether there is anything: a call less per request, for a few KB per idle connection.
        web.Services.Configure<SocketTransportOptions>(sockets => sockets.WaitForDataBeforeAllocatingBuffer = false);
    }

    private static long Number(ConfigurationManager settings, string name, long fallback) => settings[name] switch
    {
        null or "" => fallback,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw new HostConfigurationException($"{name} must be a whole number, not \"{text}\"."),
    };
}
