using System.Net;
using System.Text.Json;
using Cerniq.Sandbox.Anaf;
using Cerniq.Sandbox.Clock;
using Cerniq.Sandbox.Companies;
using Cerniq.Sandbox.Control;
using Cerniq.Sandbox.Economic;
using Cerniq.Sandbox.Faults;
using Cerniq.Sandbox.Oblio;
using Cerniq.Sandbox.Revolut;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox;

/// <summary>Stand-ins for Oblio, ANAF, Revolut Business and e-conomic on one loopback port, with a control API under /sandbox.</summary>
public static class SandboxApp
{
    private const int LargestBody = 16 * 1024 * 1024;

    /// <summary>Builds the application; <c>RunAsync</c> or <c>StartAsync</c> starts it.</summary>
    public static WebApplication Build(string[] args, SandboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.AddServerHeader = false;
        });
        AddServices(builder.Services, options);
        var app = builder.Build();
        app.UseMiddleware<CallCounts.Middleware>();
        app.UseMiddleware<FaultMiddleware>();
        app.UseRouting();
        app.MapOblio();
        app.MapAnaf();
        app.MapRevolut();
        app.MapEconomic();
        app.MapControl();
        return app;
    }

    private static void AddServices(IServiceCollection services, SandboxOptions options)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = StoredJson.Options.DefaultIgnoreCondition;
            json.SerializerOptions.Encoder = StoredJson.Options.Encoder;
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        });
        services.AddSingleton(options);
        services.AddSingleton(options.Time);
        services.AddSingleton(_ => new SandboxStore(options.DataFolder));
        services.AddSingleton<SandboxClock>();
        services.AddSingleton<FaultRegistry>();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<CompanyDirectory>();
        services.AddSingleton<Ledger>();
        services.AddSingleton<CallCounts>();
        services.AddHostedService<DueLoop>();
        services.AddOblio();
        services.AddAnaf();
        services.AddRevolut();
        services.AddEconomic();
    }
}
