using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Settings of the app's orchestrations.</summary>
public static class FunctionsWorkerApplicationBuilderExtensions
{
    /// <summary>Nothing is left to do: orchestrations are always configured.</summary>
    public static IFunctionsWorkerApplicationBuilder ConfigureDurableExtension(this IFunctionsWorkerApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder;
    }

    /// <summary>Adds orchestrators and activities that are classes, beside those that are functions, and settings.</summary>
    public static IDurableTaskWorkerBuilder ConfigureDurableWorker(this IFunctionsWorkerApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new WorkerBuilder(builder.Services);
    }

    private sealed class WorkerBuilder(IServiceCollection services) : IDurableTaskWorkerBuilder
    {
        public string Name => Options.DefaultName;

        public IServiceCollection Services => services;
    }
}
