using Cerniq.LocalHost.Hosting;
using Cerniq.LocalHost.Hosting.Configuration;
using Cerniq.LocalHost.Hosting.Invocation;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Composes a functions app and the host that serves it.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly WebApplicationBuilder _web;
    private readonly FunctionPipeline _pipeline = new();

    internal FunctionsApplicationBuilder(string[] args) => _web = WebHostComposition.CreateBuilder(args);

    /// <summary>Things that parts of the composition leave for each other.</summary>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_web).Properties;

    /// <summary>The app's settings.</summary>
    public ConfigurationManager Configuration => _web.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    /// <summary>The environment: AZURE_FUNCTIONS_ENVIRONMENT, else DOTNET_ENVIRONMENT, else Production.</summary>
    public IHostEnvironment Environment => _web.Environment;

    /// <summary>The app's logging.</summary>
    public ILoggingBuilder Logging => _web.Logging;

    /// <summary>The app's metrics.</summary>
    public IMetricsBuilder Metrics => _web.Metrics;

    /// <summary>The app's services.</summary>
    public IServiceCollection Services => _web.Services;

    internal bool ServesHttp { get; set; }

    /// <inheritdoc />
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _pipeline.Add(middleware);
        return this;
    }

    /// <inheritdoc />
    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);

    /// <summary>Finds the app's functions, takes the data folder and makes the host.</summary>
    /// <exception cref="DataFolderInUseException">Another host runs on the same data folder.</exception>
    /// <exception cref="HostConfigurationException">A setting of the host is wrong.</exception>
    /// <exception cref="Cerniq.LocalHost.Hosting.Discovery.FunctionDiscoveryException">A function is declared wrongly.</exception>
    public IHost Build() => WebHostComposition.Build(_web, _pipeline, ServesHttp);
}
