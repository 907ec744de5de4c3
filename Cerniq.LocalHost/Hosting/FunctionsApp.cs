using System.Reflection;
using Cerniq.LocalHost.Durable.Client;
using Cerniq.LocalHost.Durable.Management;
using Cerniq.LocalHost.Hosting.Configuration;
using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Hosting.Invocation;
using Cerniq.LocalHost.Hosting.Orchestration;
using Cerniq.LocalHost.Http;
using Cerniq.LocalHost.Keys;
using Cerniq.LocalHost.Monitor;
using Cerniq.LocalHost.Queues;
using Cerniq.LocalHost.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Hosting;

/// <summary>Puts the host's parts together around an app.</summary>
internal static class FunctionsApp
{
    /// <summary>In a builder's properties: the <see cref="Assembly"/> list to look for functions in, instead of the entry assembly.</summary>
    public const string AssembliesProperty = "Cerniq.LocalHost.FunctionAssemblies";

    /// <summary>In a builder's properties: the <see cref="Type"/> list to look for functions in, instead of whole assemblies.</summary>
    public const string TypesProperty = "Cerniq.LocalHost.FunctionTypes";

    public static FunctionCatalog FindFunctions(IDictionary<object, object> properties)
    {
        if (properties.TryGetValue(TypesProperty, out var types))
        {
            return FunctionDiscovery.Find((IEnumerable<Type>)types);
        }

        var assemblies = properties.TryGetValue(AssembliesProperty, out var named)
            ? (IEnumerable<Assembly>)named
            : [Assembly.GetEntryAssembly() ?? throw new HostConfigurationException("There is no entry assembly to look for functions in.")];
        return FunctionDiscovery.Find(assemblies.SelectMany(assembly => assembly.GetTypes()));
    }

    public static void AddServices(IServiceCollection services, FunctionCatalog functions, HostSettings settings, FunctionPipeline pipeline)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<WorkerOptions>();
        services.AddSingleton(functions);
        services.AddSingleton(settings);
        services.AddSingleton(pipeline);
        services.AddSingleton<WorkerSerializer>();
        services.AddSingleton<RunningInvocations>();
        services.AddSingleton<FunctionInvoker>();
        services.AddSingleton<FunctionPreparation>();
        services.AddSingleton(provider => new LocalHostAddress(provider.GetRequiredService<IServer>()));
        services.AddSingleton<HostDatabase>();
        AddQueues(services);
        services.AddSingleton<TimerRunner>();
        services.AddSingleton<TimerHost>();
        services.AddSingleton(provider => new HostKeys(
            new KeyFolder(provider.GetRequiredService<LocalHostPaths>().KeyFolder),
            provider.GetRequiredService<IConfiguration>()["CERNIQ_ADMIN_KEY"]));
        services.AddSingleton<RequestLimiter>();
        services.AddSingleton<HttpFunctionRunner>();
        services.AddSingleton<HostStatus>();
        services.AddSingleton<FunctionStarter>();
        services.AddSingleton<AdminEndpoints>();
        AddOrchestrations(services);
        services.AddHostedService<FunctionsRuntime>();
    }

    /// <summary>Gives the app its routes.</summary>
    public static void Map(WebApplication app)
    {
        var keys = app.Services.GetRequiredService<HostKeys>();
        HttpRefusals.Use(app, app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HttpRefusals)));
        app.UseRouting();
        ExtensionKeys.Use(app, keys);
        var functions = app.Services.GetRequiredService<FunctionCatalog>();
        var settings = app.Services.GetRequiredService<HostSettings>();
        HttpFunctionEndpoints.Map(app, functions, settings, app.Services.GetRequiredService<HttpFunctionRunner>());
        app.Services.GetRequiredService<AdminEndpoints>().Map(app);
        if (app.Services.GetRequiredService<DurableHost>() is { IsNeeded: true } durable)
        {
            DurableManagementApi
                .Map(app, durable.Engine, () => keys.System(HostKeys.DurableTaskExtension))
                .WithMetadata(new RequiresExtensionKey(HostKeys.DurableTaskExtension));
            MonitorPages.Map(app);
            app.Services.GetRequiredService<MonitorApi>().Map(app);
        }
    }

    private static void AddOrchestrations(IServiceCollection services)
    {
        services.AddSingleton<DataConverter, WorkerDataConverter>();
        services.AddSingleton<FunctionTaskCatalog>();
        services.AddSingleton<AppTaskCatalog>();
        services.AddSingleton<DurableHost>();
        services.AddSingleton<MonitorApi>();
        services.AddSingleton(Client);
        services.AddSingleton<IDurableTaskClientProvider, OneClient>();
    }

    private static DurableTaskClient Client(IServiceProvider provider)
    {
        var client = provider.GetRequiredService<DurableHost>().Engine.Client;
        if (client is LocalDurableTaskClient local)
        {
            var (address, keys) = (provider.GetRequiredService<LocalHostAddress>(), provider.GetRequiredService<HostKeys>());
            local.Host = new ManagementHost(() => address.BaseAddress, () => keys.System(HostKeys.DurableTaskExtension));
        }

        return client;
    }

    /// <summary>Opened when first needed: an app without queues does not pay for them.</summary>
    private static void AddQueues(IServiceCollection services)
    {
        services.TryAddSingleton(new QueueOptions());
        services.AddSingleton(provider => new LocalQueues(
            provider.GetRequiredService<HostDatabase>(),
            provider.GetRequiredService<QueueOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LocalQueues>>()));
        services.AddSingleton(provider => new Lazy<LocalQueues>(provider.GetRequiredService<LocalQueues>));
        services.AddSingleton<QueueOutputs>();
        services.AddSingleton<QueueHost>();
    }
}
