using System.Security.Cryptography;
using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Tests.Storage;

/// <summary>What is kept until the sync is there for whoever may see it, whatever its size.</summary>
public sealed class GatheredLogTests : IDisposable
{
    private const string Schema = "CREATE TABLE IF NOT EXISTS item(id INTEGER PRIMARY KEY, body BLOB NOT NULL)";

    private readonly string _folder = Directory.CreateTempSubdirectory("store-log-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "store.db");

    private string Log => Path + "-wal";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>One page; more than is kept; more than the usual file system takes at a time; more than the writer's cache holds.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(130_000)]
    [InlineData(300_000)]
    [InlineData(20_000_000)]
    public async Task Another_connection_reads_a_commit_of_any_size(int size)
    {
        await using var store = StoreDatabase.Open(Path, Schema);
        await using var other = StoreDatabase.Open(Path, Schema);
        var body = RandomNumberGenerator.GetBytes(size);

        await store.WriteAsync(session => Insert(session, 1, body));

        Read(other, 1).ShouldBe(body);
    }

    [Fact]
    public async Task An_acknowledged_commit_is_in_a_copy_of_the_files()
    {
        await using var store = StoreDatabase.Open(Path, Schema);
        var bodies = Enumerable.Range(1, 20).Select(n => RandomNumberGenerator.GetBytes(n * 5_000)).ToArray();
        for (var n = 0; n < bodies.Length; n++)
        {
            var id = n;
            await store.WriteAsync(session => Insert(session, id, bodies[id]));
            var copy = System.IO.Path.Combine(_folder, $"copy{id}.db");
            File.Copy(Path, copy);
            File.Copy(Log, copy + "-wal");

            await using var found = StoreDatabase.Open(copy, Schema);
            Enumerable.Range(0, id + 1).ShouldAllBe(one => Enumerable.SequenceEqual(Read(found, one), bodies[one]));
        }
    }

    [Fact]
    public async Task A_commit_taken_back_after_it_outgrew_the_cache_leaves_nothing_and_the_next_one_is_whole()
    {
        await using var store = StoreDatabase.Open(Path, Schema);
        await using var other = StoreDatabase.Open(Path, Schema);
        var large = RandomNumberGenerator.GetBytes(20_000_000);

        await Should.ThrowAsync<InvalidOperationException>(() => store.WriteAsync<long>(session =>
        {
            Insert(session, 1, large);
            throw new InvalidOperationException("no");
        }));
        await store.WriteAsync(session => Insert(session, 2, large));

        Read(other, 1).ShouldBeEmpty();
        Read(other, 2).ShouldBe(large);
    }

    private static long Insert(StoreSession session, int id, byte[] body)
    {
        session.Prepare("INSERT INTO item(id, body) VALUES(?1, ?2)").Bind(1, id).Bind(2, body).Run();
        return id;
    }

    private static byte[] Read(StoreDatabase store, int id) => store.Read(session =>
    {
        using var query = session.Prepare("SELECT body FROM item WHERE id = ?1").Bind(1, id);
        return query.Step() ? query.Bytes(0).ToArray() : [];
    });
}
