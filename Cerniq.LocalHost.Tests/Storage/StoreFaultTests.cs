using System.Text;
using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Tests.Storage;

/// <summary>What can be wrong with a disk or a file: each is named, and nothing that was acknowledged is lost.</summary>
public sealed class StoreFaultTests : IDisposable
{
    private const string Schema = "CREATE TABLE IF NOT EXISTS item(id INTEGER PRIMARY KEY, body TEXT NOT NULL)";

    private static readonly string Body = new('x', 3000);

    private readonly string _folder = Directory.CreateTempSubdirectory("store-fault-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "store.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_full_disk_refuses_by_name_keeps_what_was_acknowledged_and_works_again_once_there_is_room()
    {
        await using var store = StoreDatabase.Open(Path, Schema);
        await store.WriteAsync(session => Pragma(session, "PRAGMA max_page_count=40"));
        var writes = Enumerable.Range(1, 100).Select(n => store.WriteAsync(session => Insert(session, n))).ToArray();
        await Task.WhenAll(writes.Select(write => write.ContinueWith(_ => { }, TaskScheduler.Default)));
        for (var n = 101; n <= 200; n++)
        {
            writes = [.. writes, store.WriteAsync(session => Insert(session, n))];
            await writes[^1].ContinueWith(_ => { }, TaskScheduler.Default);
        }

        var refused = writes.Where(write => write.IsFaulted).ToArray();
        refused.ShouldNotBeEmpty();
        refused.ShouldAllBe(write => ((StoreException)write.Exception!.InnerException!).Fault == StoreFault.Full);
        refused[0].Exception!.InnerException!.Message.ShouldContain("disk is full");
        refused[0].Exception!.InnerException!.Message.ShouldContain(Path);
        Ids(store).ShouldBe(writes.Where(write => write.IsCompletedSuccessfully).Select(write => write.Result), ignoreOrder: true);

        await store.WriteAsync(session => Pragma(session, "PRAGMA max_page_count=1000000"));
        await store.WriteAsync(session => Insert(session, 1000));
        Ids(store).ShouldContain(1000);
    }

    [Fact]
    public async Task A_store_that_became_read_only_is_told_apart()
    {
        await using var store = StoreDatabase.Open(Path, Schema);
        await store.WriteAsync(session => Insert(session, 1));
        await store.WriteAsync(session => Pragma(session, "PRAGMA query_only=1"));

        var refused = await Should.ThrowAsync<StoreException>(() => store.WriteAsync(session => Insert(session, 2)));

        refused.Fault.ShouldBe(StoreFault.ReadOnly);
        refused.Message.ShouldContain(Path);
        Ids(store).ShouldBe([1]);
    }

    [Fact]
    public async Task A_file_that_can_only_be_read_is_refused_at_start()
    {
        await using (var store = StoreDatabase.Open(Path, Schema))
        {
            await store.WriteAsync(session => Insert(session, 1));
        }

        // SQLite may read, but not write, a file whose header asks for a later way of writing.
        const int waysOfWriting = 18;
        var bytes = await File.ReadAllBytesAsync(Path);
        bytes[waysOfWriting] = 3;
        await File.WriteAllBytesAsync(Path, bytes);

        var refused = Should.Throw<StoreException>(() => StoreDatabase.Open(Path, Schema));

        refused.Fault.ShouldBe(StoreFault.ReadOnly);
        refused.Message.ShouldContain(Path);
    }

    [Fact]
    public void No_room_for_the_index_of_the_log_is_a_full_disk() =>
        new StoreException("", SQLitePCL.raw.SQLITE_IOERR_SHMSIZE).Fault.ShouldBe(StoreFault.Full);

    [Theory]
    [InlineData("/proc/store.db")]
    [InlineData("/proc/no/folder/store.db")]
    public void A_folder_that_cannot_be_written_is_refused_at_start(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            path = System.IO.Path.Combine(_folder, "file", "store.db");
            File.WriteAllText(System.IO.Path.Combine(_folder, "file"), "");
        }

        var refused = Should.Throw<StoreException>(() => StoreDatabase.Open(path, Schema));

        refused.Fault.ShouldBe(StoreFault.CannotOpen);
        refused.Message.ShouldContain(path);
    }

    [Fact]
    public async Task A_file_that_another_process_holds_refuses_by_name_and_works_again_once_it_is_free()
    {
        await using var store = StoreDatabase.Open(Path, Schema);
        await using var other = StoreDatabase.Open(Path, Schema);
        await store.WriteAsync(session => Pragma(session, "PRAGMA busy_timeout=1"));
        using var hold = new ManualResetEventSlim();
        var held = new TaskCompletionSource();
        var blocker = other.WriteAsync(session =>
        {
            held.SetResult();
            hold.Wait();
            return Insert(session, 1);
        });
        await held.Task;

        var refused = await Should.ThrowAsync<StoreException>(() => store.WriteAsync(session => Insert(session, 2)));
        hold.Set();
        await blocker;
        await store.WriteAsync(session => Insert(session, 3));

        refused.Fault.ShouldBe(StoreFault.Locked);
        Ids(store).ShouldBe([1, 3]);
    }

    [Fact]
    public async Task A_damaged_page_is_told_apart_and_harms_only_what_lies_on_it()
    {
        await using (var store = StoreDatabase.Open(Path, Schema))
        {
            await store.WriteAsync(session => Enumerable.Range(1, 50).Sum(n => Insert(session, n)));
        }

        var bytes = await File.ReadAllBytesAsync(Path);
        var page = FindLast(bytes, Encoding.ASCII.GetBytes(Body)) / 4096 * 4096;
        bytes.AsSpan(page, 4096).Fill(0x5a);
        await File.WriteAllBytesAsync(Path, bytes);

        await using var damaged = StoreDatabase.Open(Path, Schema);
        var refused = Should.Throw<StoreException>(() => Enumerable.Range(1, 50).Select(n => Has(damaged, n)).ToArray());

        refused.Fault.ShouldBe(StoreFault.Damaged);
        refused.Message.ShouldContain("is damaged");
        Has(damaged, 1).ShouldBeTrue();
    }

    [Fact]
    public void A_file_that_is_no_store_is_refused_by_name()
    {
        File.WriteAllText(Path, new string('?', 8192));

        var refused = Should.Throw<StoreException>(() => StoreDatabase.Open(Path, Schema));

        refused.Fault.ShouldBe(StoreFault.Damaged);
        refused.Message.ShouldContain(Path);
    }

    [Fact]
    public async Task A_newer_schema_is_told_apart()
    {
        await using (StoreDatabase.Open(Path, new StoreSchema(Schema, "CREATE TABLE more(id INTEGER)")))
        {
        }

        Should.Throw<StoreException>(() => StoreDatabase.Open(Path, new StoreSchema(Schema))).Fault.ShouldBe(StoreFault.Newer);
    }

    private static int FindLast(byte[] bytes, byte[] wanted) => bytes.AsSpan().LastIndexOf(wanted.AsSpan(0, 512));

    private static bool Pragma(StoreSession session, string pragma)
    {
        session.Execute(pragma);
        return true;
    }

    private static long Insert(StoreSession session, int id)
    {
        session.Prepare("INSERT INTO item(id, body) VALUES(?1, ?2)").Bind(1, id).Bind(2, Body).Run();
        return id;
    }

    private static bool Has(StoreDatabase store, int id) => store.Read(session =>
    {
        using var query = session.Prepare("SELECT length(body) FROM item WHERE id = ?1").Bind(1, id);
        return query.Step() && query.Int64(0) == Body.Length;
    });

    private static List<long> Ids(StoreDatabase store) => store.Read(session =>
    {
        var ids = new List<long>();
        using var query = session.Prepare("SELECT id FROM item ORDER BY id");
        while (query.Step())
        {
            ids.Add(query.Int64(0));
        }

        return ids;
    });
}
