using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;
using Azure.Security.KeyVault.Secrets;
using Azure.Storage.Blobs;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Hosting.Azure;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cerniq.Functions.Hosting;

/// <summary>Storage in Azure: Tables, Blob Storage, Service Bus, Key Vault. The local registration has the same face.</summary>
public static class StorageRegistration
{
    private const string Storage = "AzureWebJobsStorage";
    private const string Bus = "ServiceBus";
    private const string Container = "cerniq";

    /// <summary>Adds the stores, the queue, the admin key and the ledger of effects.</summary>
    /// <param name="configuration">AzureWebJobsStorage and ServiceBus as connection strings, or for a managed identity
    /// AzureWebJobsStorage__tableServiceUri, AzureWebJobsStorage__blobServiceUri and ServiceBus__fullyQualifiedNamespace;
    /// KeyVaultUri; CERNIQ_ADMIN_KEY.</param>
    public static IServiceCollection AddCerniqStorage(this IServiceCollection services, IConfiguration configuration)
    {
        TokenCredential identity = new DefaultAzureCredential();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new AdminKey(Required(configuration, "CERNIQ_ADMIN_KEY")));
        services.AddSingleton(_ => configuration[Storage] is { Length: > 0 } connection
            ? new TableServiceClient(connection)
            : new TableServiceClient(new Uri(Required(configuration, $"{Storage}:tableServiceUri")), identity));
        services.AddSingleton(_ => configuration[Storage] is { Length: > 0 } connection
            ? new BlobServiceClient(connection)
            : new BlobServiceClient(new Uri(Required(configuration, $"{Storage}:blobServiceUri")), identity));
        services.AddSingleton(_ => configuration[Bus] is { Length: > 0 } connection
            ? new ServiceBusClient(connection)
            : new ServiceBusClient(Required(configuration, $"{Bus}:fullyQualifiedNamespace"), identity));
        services.AddSingleton(_ => configuration[Bus] is { Length: > 0 } connection
            ? new ServiceBusAdministrationClient(connection)
            : new ServiceBusAdministrationClient(Required(configuration, $"{Bus}:fullyQualifiedNamespace"), identity));
        services.AddSingleton(_ => new SecretClient(new Uri(Required(configuration, "KeyVaultUri")), identity));

        services.AddSingleton<ITableStore, AzureTableStore>();
        services.AddSingleton<IBlobStore>(provider => new AzureBlobStore(
            provider.GetRequiredService<BlobServiceClient>(), Container, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ISecretStore, KeyVaultSecretStore>();
        services.AddSingleton<IEventQueue, ServiceBusEventQueue>();
        services.AddSingleton<IQueueInventory, ServiceBusInventory>();

        // Other instances may be at work on the same data: only a lease that ran out tells that one is dead.
        services.AddSingleton(new EffectHolder(Guid.NewGuid().ToString("N"), IsAlone: false));
        services.AddSingleton<EffectMetrics>();
        services.AddSingleton<EffectLedger>();
        return services;
    }

    private static string Required(IConfiguration configuration, string name) =>
        configuration[name] is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"The app setting {name.Replace(":", "__", StringComparison.Ordinal)} is missing.");
}
