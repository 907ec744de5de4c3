using Cerniq.LocalHost.Queues;
using Cerniq.LocalHost.Storage;
using Cerniq.LocalHost.Timers;

namespace Cerniq.LocalHost.Hosting;

/// <summary>The store of timers and queues, opened when the first of them needs it.</summary>
internal sealed class HostDatabase(LocalHostPaths paths) : IAsyncDisposable
{
    /// <summary>The first step can be repeated: files from before there were versions have its tables already.</summary>
    private static readonly StoreSchema Schema = new(TimerStore.Schema + QueueSchema.Sql);

    private readonly Lazy<StoreDatabase> _store = new(() => StoreDatabase.Open(paths.HostStore, Schema));

    public StoreDatabase Store => _store.Value;

    public ValueTask DisposeAsync() => _store.IsValueCreated ? _store.Value.DisposeAsync() : ValueTask.CompletedTask;
}
