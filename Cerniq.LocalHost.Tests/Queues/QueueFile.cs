using Cerniq.LocalHost.Queues;
using Cerniq.LocalHost.Storage;
using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cerniq.LocalHost.Tests.Queues;

/// <summary>A file with queues that can be closed, or lost to a crash, and opened again.</summary>
internal sealed class QueueFile : IAsyncDisposable
{
    private readonly string _folder;
    private readonly QueueOptions _options;
    private StoreDatabase _store;

    public QueueFile(QueueOptions? options = null)
    {
        _folder = TestHost.NewFolder();
        _options = options ?? new QueueOptions();
        Machine = new ShiftedClock(Clock);
        _store = Open("queues.db");
        Queues = new LocalQueues(_store, _options, Machine, NullLogger.Instance);
    }

    public VirtualClock Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));

    /// <summary>What the queues take the time from.</summary>
    public ShiftedClock Machine { get; }

    public LocalQueues Queues { get; private set; }

    public LocalQueue Queue => Queues["orders"];

    /// <summary>Goes on with what the disk holds at this moment, as after a power cut.</summary>
    public async Task CrashAsync()
    {
        var name = $"after-{Guid.NewGuid():N}.db";
        foreach (var file in Directory.GetFiles(_folder, "*.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            if (file.EndsWith("-wal", StringComparison.Ordinal))
            {
                File.Copy(file, Path.Combine(_folder, name + "-wal"));
            }
            else
            {
                File.Copy(file, Path.Combine(_folder, name));
            }
        }

        await CloseAsync();
        foreach (var old in Directory.GetFiles(_folder).Where(file => !Path.GetFileName(file).StartsWith(name, StringComparison.Ordinal)))
        {
            File.Delete(old);
        }

        _store = Open(name);
        Queues = new LocalQueues(_store, _options, Machine, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private StoreDatabase Open(string name) => StoreDatabase.Open(Path.Combine(_folder, name), QueueSchema.Sql);

    private async Task CloseAsync()
    {
        Queues.Dispose();
        await _store.DisposeAsync();
    }
}
