using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Hosting.Local;

namespace Cerniq.Functions.Tests.Tenants;

public sealed class TenantKeysTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly LocalStorage _local = new();
    private readonly TenantKeys _keys;

    public TenantKeysTests() => _keys = new TenantKeys(_local.Tables, _local.Clock);

    [Fact]
    public async Task An_issued_key_leads_to_its_tenant()
    {
        var issued = await _keys.IssueAsync("one", "shop", None);
        issued.Key.ShouldStartWith("cq_");
        issued.Key.Length.ShouldBe(3 + 43);
        (await _keys.ResolveAsync(issued.Key, None)).ShouldBe(new KeyOwner("one", issued.KeyId));
        (await _keys.ResolveAsync(issued.Key + "x", None)).ShouldBeNull();
        (await _keys.ResolveAsync("", None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_and_stays_listed()
    {
        var issued = await _keys.IssueAsync("one", null, None);
        (await _keys.RevokeAsync("one", issued.KeyId, None)).ShouldBeTrue();
        (await _keys.ResolveAsync(issued.Key, None)).ShouldBeNull();
        (await _keys.ListAsync("one", None)).Single().RevokedAt.ShouldBe(_local.Clock.Now);
        await _keys.EnterAsync("one", issued.Key, null, None);
        (await _keys.ResolveAsync(issued.Key, None)).ShouldBeNull("a revoked key must not come back");
    }

    [Fact]
    public async Task Another_tenant_cannot_revoke_or_take_a_key()
    {
        var issued = await _keys.IssueAsync("one", null, None);
        (await _keys.RevokeAsync("two", issued.KeyId, None)).ShouldBeFalse();
        (await _keys.ResolveAsync(issued.Key, None)).ShouldNotBeNull();
        await Should.ThrowAsync<InvalidOperationException>(() => _keys.EnterAsync("two", issued.Key, null, None));
        (await _keys.ListAsync("two", None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_stored_holds_the_key()
    {
        var issued = await _keys.IssueAsync("one", null, None);
        await _local.Tables.DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(_local.Data.PathOf("cerniq.db"));
        System.Text.Encoding.Latin1.GetString(bytes).ShouldNotContain(issued.Key);
    }

    [Fact]
    public void The_admin_key_matches_itself_only()
    {
        var key = new AdminKey("the-key");
        key.Matches("the-key").ShouldBeTrue();
        key.Matches("the-kez").ShouldBeFalse();
        key.Matches("").ShouldBeFalse();
        Should.Throw<ArgumentException>(() => new AdminKey(" "));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _local.DisposeAsync();
}
