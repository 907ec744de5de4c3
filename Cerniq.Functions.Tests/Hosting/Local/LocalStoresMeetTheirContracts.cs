using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Storage;

namespace Cerniq.Functions.Tests.Hosting.Local;

public sealed class SqliteTableStoreTests : TableStoreContract, IAsyncLifetime
{
    private readonly LocalStorage _local = new();

    protected override ITableStore Store => _local.Tables;

    [Fact]
    public async Task Rows_files_secrets_and_links_outlive_a_restart_and_ETags_go_on()
    {
        var none = CancellationToken.None;
        var before = await Store.WriteAsync("contract", "p", [new TableOperation.Insert("r", Json(1))], none);
        await _local.Blobs.PutIfAbsentAsync("tenants/t/a.txt", "a"u8.ToArray(), "text/plain", none);
        await _local.Secrets.SetAsync("t", "s", "hush", none);
        var link = System.Web.HttpUtility.ParseQueryString(_local.Blobs.SignedReadUrl("tenants/t/a.txt", TimeSpan.FromHours(1)).OriginalString.Split('?')[1]);
        await _local.ReopenAsync();
        (await Store.GetAsync("contract", "p", "r", none))!.ETag.ShouldBe(before.ETags[0]);
        var after = await Store.WriteAsync("contract", "p", [new TableOperation.Upsert("r2", Json(1))], none);
        long.Parse(after.ETags[0]).ShouldBeGreaterThan(long.Parse(before.ETags[0]));
        (await _local.Blobs.ReadAsync("tenants/t/a.txt", none)).ShouldNotBeNull();
        (await _local.Secrets.GetAsync("t", "s", none)).ShouldBe("hush");
        _local.Links.IsGood("tenants/t/a.txt", link["exp"], link["sig"]).ShouldBeTrue();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _local.DisposeAsync();
}

public sealed class LocalSecretStoreTests : SecretStoreContract, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly LocalStorage _local = new();

    protected override ISecretStore Store => _local.Secrets;

    [Fact]
    public async Task The_file_of_tables_does_not_hold_the_secret()
    {
        await Store.SetAsync("t", "name", "hush-hush-hush", None);
        var row = await _local.Tables.GetAsync("secrets", "t", "name", None);
        System.Text.Encoding.UTF8.GetString(row!.Body.Span).ShouldNotContain("hush");
    }

    [Fact]
    public async Task A_row_moved_to_another_tenant_does_not_open()
    {
        await Store.SetAsync("one", "name", "mine", None);
        var row = await _local.Tables.GetAsync("secrets", "one", "name", None);
        await _local.Tables.WriteAsync("secrets", "two", [new TableOperation.Insert("name", row!.Body)], None);
        await Should.ThrowAsync<System.Security.Cryptography.AuthenticationTagMismatchException>(() => Store.GetAsync("two", "name", None));
    }

    [Fact]
    public void Keys_and_rows_are_for_their_owner_only()
    {
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in (string[])["keys/secrets.key", "keys/links.key", "cerniq.db", "cerniq.db-wal"])
            {
                File.GetUnixFileMode(_local.Data.PathOf(file)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
            }
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _local.DisposeAsync();
}

public sealed class FileBlobStoreTests : BlobStoreContract, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly LocalStorage _local = new();

    protected override IBlobStore Store => _local.Blobs;

    [Fact]
    public async Task A_file_lies_under_the_path_it_is_known_by()
    {
        await Store.PutIfAbsentAsync("tenants/t/invoices/N-1/F-1.pdf", "x"u8.ToArray(), "application/pdf", None);
        File.Exists(_local.Data.PathOf("files/tenants/t/invoices/N-1/F-1.pdf")).ShouldBeTrue();
    }

    [Fact]
    public async Task Half_a_file_that_a_crash_left_is_not_taken_for_one()
    {
        Directory.CreateDirectory(_local.Data.PathOf("files/tenants/t"));
        await File.WriteAllTextAsync(_local.Data.PathOf("files/tenants/t/a.pdf"), "hal");
        (await Store.ReadAsync("tenants/t/a.pdf", None)).ShouldBeNull();
        (await Store.PutIfAbsentAsync("tenants/t/a.pdf", "whole"u8.ToArray(), "application/pdf", None)).Created.ShouldBeTrue();
        (await Store.ReadAsync("tenants/t/a.pdf", None))!.Content.ToArray().ShouldBe("whole"u8.ToArray());
    }

    [Fact]
    public async Task A_file_that_was_changed_on_disk_is_not_given_out()
    {
        await Store.PutIfAbsentAsync("tenants/t/a.xml", "true"u8.ToArray(), "application/xml", None);
        await File.WriteAllTextAsync(_local.Data.PathOf("files/tenants/t/a.xml"), "fals");
        await Should.ThrowAsync<InvalidDataException>(() => Store.ReadAsync("tenants/t/a.xml", None));
    }

    [Fact]
    public void A_link_is_good_until_it_expires_and_for_its_file_only()
    {
        var link = Store.SignedReadUrl("tenants/t/a b.pdf", TimeSpan.FromMinutes(5)).OriginalString;
        link.ShouldStartWith("/api/files/tenants/t/a%20b.pdf?exp=");
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(link[link.IndexOf('?', StringComparison.Ordinal)..]);
        string expires = query["exp"]!;
        string signature = query["sig"]!;
        _local.Links.IsGood("tenants/t/a b.pdf", expires, signature).ShouldBeTrue();
        _local.Links.IsGood("tenants/t/a c.pdf", expires, signature).ShouldBeFalse();
        _local.Links.IsGood("tenants/t/a b.pdf", (long.Parse(expires) + 1).ToString(), signature).ShouldBeFalse();
        _local.Links.IsGood("tenants/t/a b.pdf", expires, signature[..^1] + (signature[^1] == 'A' ? 'B' : 'A')).ShouldBeFalse();
        _local.Links.IsGood("tenants/t/a b.pdf", expires, null).ShouldBeFalse();
        _local.Clock.Advance(TimeSpan.FromMinutes(5));
        _local.Links.IsGood("tenants/t/a b.pdf", expires, signature).ShouldBeFalse();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _local.DisposeAsync();
}
