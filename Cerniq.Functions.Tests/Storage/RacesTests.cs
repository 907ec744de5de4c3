using System.Text;
using System.Text.Json;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Hosting.Local;

namespace Cerniq.Functions.Tests.Storage;

/// <summary>A row that others write too: whoever loses a race comes again.</summary>
public sealed class RacesTests : IAsyncLifetime
{
    private readonly LocalStorage _local = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _local.DisposeAsync();

    [Fact]
    public async Task A_writer_that_loses_forty_races_still_writes()
    {
        var busy = new BusyRow(_local.Tables, races: 40);
        var settings = new TenantSettings(busy, _local.Secrets);
        var change = await settings.PutAsync(
            "t", JsonSerializer.Deserialize<JsonElement>("""{ "retry_max_attempts": 3 }"""), CancellationToken.None);
        change.Settings!.Get(SettingsCatalogue.RetryMaxAttempts).ShouldBe(3);
        busy.Left.ShouldBe(0);
    }

    [Fact]
    public async Task The_tries_end_when_they_are_no_longer_wanted()
    {
        using var stop = new CancellationTokenSource();
        var tries = 0;
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Races.TriesAsync(stop.Token))
            {
                if (++tries == 3)
                {
                    await stop.CancelAsync();
                }
            }
        });
        tries.ShouldBe(3);
    }

    /// <summary>Somebody else is faster each time, until <paramref name="races"/> are used up.</summary>
    private sealed class BusyRow(ITableStore inner, int races) : ITableStore
    {
        public int Left { get; private set; } = races;

        public Task<TableRow?> GetAsync(string table, string partition, string row, CancellationToken cancellationToken) =>
            inner.GetAsync(table, partition, row, cancellationToken);

        public Task<TablePage> QueryAsync(string table, string partition, TableRange range, CancellationToken cancellationToken) =>
            inner.QueryAsync(table, partition, range, cancellationToken);

        public async Task<TableWriteResult> WriteAsync(
            string table, string partition, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken)
        {
            if (Left > 0)
            {
                Left--;
                var theirs = Encoding.UTF8.GetBytes("""{ "values": {}, "secretsSet": [] }""");
                await inner.WriteAsync(table, partition, [new TableOperation.Upsert(operations[0].Row, theirs)], cancellationToken);
            }

            return await inner.WriteAsync(table, partition, operations, cancellationToken);
        }
    }
}
