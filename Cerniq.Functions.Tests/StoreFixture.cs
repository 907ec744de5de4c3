using Cerniq.Functions.Audit;
using Cerniq.Functions.Hosting.Local;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Tests;

/// <summary>A store of its own in a folder of its own, a clock that stands still, and an audit trail to look at.</summary>
public abstract class StoreFixture : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly SqliteTableStore _store;

    protected StoreFixture() => _store = new SqliteTableStore(Path.Combine(_folder.Path, "cerniq.db"));

    internal ITableStore Tables => _store;

    internal SetClock Clock { get; } = new(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));

    internal AuditList Audit { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    internal sealed class AuditList : IAuditSink
    {
        private readonly List<AuditEntry> _entries = [];

        public IReadOnlyList<AuditEntry> Entries
        {
            get
            {
                lock (_entries)
                {
                    return [.. _entries];
                }
            }
        }

        public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
        {
            lock (_entries)
            {
                _entries.Add(entry);
            }

            return Task.CompletedTask;
        }
    }
}
