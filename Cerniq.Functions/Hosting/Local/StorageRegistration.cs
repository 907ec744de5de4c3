using Cerniq.Functions.Effects;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Cerniq.LocalHost.Hosting;
using Cerniq.LocalHost.Keys;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cerniq.Functions.Hosting;

/// <summary>Storage on this machine: SQLite and files in the data folder. The cloud's registration has the same face.</summary>
public static class StorageRegistration
{
    /// <summary>Adds the stores, the queue, the admin key and the ledger of effects.</summary>
    /// <param name="configuration">CERNIQ_PUBLIC_URL. The host reads CERNIQ_DATA and CERNIQ_ADMIN_KEY.</param>
    public static IServiceCollection AddCerniqStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new Local.DataFolder(provider.GetRequiredService<LocalHostPaths>().DataFolder));
        services.AddSingleton(provider => new AdminKey(provider.GetRequiredService<HostKeys>().Master));
        services.AddSingleton<ITableStore>(provider => new Local.SqliteTableStore(Folder(provider).PrivateFile("cerniq.db")));
        services.AddSingleton(provider => new Local.FileLinks(
            Folder(provider).Key("keys/links.key"),
            provider.GetRequiredService<TimeProvider>(),
            configuration["CERNIQ_PUBLIC_URL"] is { Length: > 0 } address ? new Uri(address) : null));
        services.AddSingleton<IBlobStore>(provider => new Local.FileBlobStore(
            Folder(provider).PrivateFolder("files"),
            provider.GetRequiredService<ITableStore>(),
            provider.GetRequiredService<Local.FileLinks>()));
        services.AddSingleton<ISecretStore>(provider => new Local.LocalSecretStore(
            provider.GetRequiredService<ITableStore>(), Folder(provider).Key("keys/secrets.key")));

        services.AddSingleton<IEventQueue, Local.LocalEventQueue>();
        services.AddSingleton<IQueueInventory, Local.LocalQueueInventory>();
        services.AddSingleton<IHealthProbe, Local.DataFolderProbe>();
        services.AddHostedService<Local.DemoTenant>();
        services.AddHostedService<Local.SandboxWebhook>();

        // The host lets one process at a time have the data folder.
        services.AddSingleton(new EffectHolder(Guid.NewGuid().ToString("N"), IsAlone: true));
        services.AddSingleton<EffectMetrics>();
        services.AddSingleton<EffectLedger>();
        return services;
    }

    private static Local.DataFolder Folder(IServiceProvider provider) => provider.GetRequiredService<Local.DataFolder>();
}
