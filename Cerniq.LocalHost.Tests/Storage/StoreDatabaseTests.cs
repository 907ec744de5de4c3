using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Tests.Storage;

public sealed class StoreDatabaseTests : IDisposable
{
    private const string Schema = "CREATE TABLE IF NOT EXISTS item(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)";

    private readonly string _folder = Directory.CreateTempSubdirectory("store-").FullName;

    private string File => Path.Combine(_folder, "store.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_failing_write_harms_none_of_its_neighbours_and_leaves_nothing()
    {
        await using var store = StoreDatabase.Open(File, Schema);
        using var hold = new ManualResetEventSlim();
        var blocker = store.WriteAsync(_ =>
        {
            hold.Wait();
            return true;
        });

        // While the writer is held these gather into one group.
        var writes = Enumerable.Range(0, 50).Select(n => store.WriteAsync(session =>
        {
            Insert(session, $"item-{n}");
            return n % 10 == 5 ? throw new InvalidOperationException("no") : n;
        })).ToArray();
        hold.Set();
        await blocker;
        await Task.WhenAll(writes.Select(write => write.ContinueWith(_ => { }, TaskScheduler.Default)));

        writes.Count(write => write.IsFaulted).ShouldBe(5);
        writes.Where(write => write.IsFaulted).ShouldAllBe(write => write.Exception!.InnerException is InvalidOperationException);
        Count(store).ShouldBe(45);
    }

    [Fact]
    public async Task A_taken_key_is_told_apart()
    {
        await using var store = StoreDatabase.Open(File, Schema);
        await store.WriteAsync(session => Insert(session, "a"));

        var taken = await Should.ThrowAsync<StoreException>(() => store.WriteAsync(session => Insert(session, "a")));

        taken.IsConstraint.ShouldBeTrue();
    }

    [Fact]
    public async Task A_write_given_up_before_its_turn_is_not_made()
    {
        await using var store = StoreDatabase.Open(File, Schema);
        using var hold = new ManualResetEventSlim();
        using var giveUp = new CancellationTokenSource();
        var blocker = store.WriteAsync(_ =>
        {
            hold.Wait();
            return true;
        });
        var given = store.WriteAsync(session => Insert(session, "a"), giveUp.Token);
        await giveUp.CancelAsync();
        hold.Set();
        await blocker;

        await Should.ThrowAsync<OperationCanceledException>(() => given);
        Count(store).ShouldBe(0);
    }

    [Fact]
    public async Task Closing_finishes_what_was_handed_in_and_refuses_what_comes_later()
    {
        var store = StoreDatabase.Open(File, Schema);
        var writes = Enumerable.Range(0, 100).Select(n => store.WriteAsync(session => Insert(session, $"item-{n}"))).ToArray();
        await store.DisposeAsync();

        writes.ShouldAllBe(write => write.IsCompletedSuccessfully);
        await Should.ThrowAsync<ObjectDisposedException>(() => store.WriteAsync(session => Insert(session, "late")));
        await using var again = StoreDatabase.Open(File, Schema);
        Count(again).ShouldBe(100);
    }

    [Fact]
    public async Task Closing_waits_for_the_reads_under_way_and_a_later_read_does_not_open_the_file_again()
    {
        var store = StoreDatabase.Open(File, Schema);
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var reading = Task.Run(() => store.Read(_ =>
        {
            entered.Set();
            leave.Wait();
            return 7;
        }));
        entered.Wait();
        var closing = store.DisposeAsync().AsTask();
        while (true)
        {
            try
            {
                store.Read(_ => 0);
            }
            catch (ObjectDisposedException)
            {
                break;
            }
        }

        closing.IsCompleted.ShouldBeFalse();
        leave.Set();
        await closing;

        (await reading).ShouldBe(7);
        System.IO.File.Delete(File);
        Should.Throw<ObjectDisposedException>(() => Count(store));
        Directory.EnumerateFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_schema_takes_the_steps_that_are_missing()
    {
        const string second = "ALTER TABLE item ADD COLUMN size INTEGER NOT NULL DEFAULT 7";
        await using (var store = StoreDatabase.Open(File, new StoreSchema(Schema)))
        {
            await store.WriteAsync(session => Insert(session, "a"));
        }

        await using var newer = StoreDatabase.Open(File, new StoreSchema(Schema, second));

        newer.Read(session =>
        {
            using var query = session.Prepare("SELECT size FROM item");
            query.Step();
            return query.Int64(0);
        }).ShouldBe(7);
    }

    [Fact]
    public async Task A_file_of_a_newer_release_is_refused_by_name_and_version()
    {
        await using (StoreDatabase.Open(File, new StoreSchema(Schema, "CREATE TABLE more(id INTEGER)")))
        {
        }

        var refused = Should.Throw<StoreException>(() => StoreDatabase.Open(File, new StoreSchema(Schema)));

        refused.Message.ShouldContain("schema version 2");
        refused.Message.ShouldContain(File);
    }

    [Fact]
    public void A_step_that_fails_is_not_counted()
    {
        Should.Throw<StoreException>(() => StoreDatabase.Open(File, new StoreSchema(Schema, "CREATE TABLE item(id INTEGER)")));

        Should.NotThrow(() => StoreDatabase.Open(File, new StoreSchema(Schema)));
    }

    private static long Insert(StoreSession session, string name)
    {
        session.Prepare("INSERT INTO item(name) VALUES(?1)").Bind(1, name).Run();
        return session.LastInsertRowId;
    }

    private static long Count(StoreDatabase store) => store.Read(session =>
    {
        using var query = session.Prepare("SELECT count(*) FROM item");
        query.Step();
        return query.Int64(0);
    });
}
