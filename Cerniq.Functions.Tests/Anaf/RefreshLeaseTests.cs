using Cerniq.Functions.Anaf;
using Cerniq.Functions.Effects;

namespace Cerniq.Functions.Tests.Anaf;

public sealed class RefreshLeaseTests : StoreFixture
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Hosts_that_renew_at_one_time_make_one_refresh()
    {
        var anaf = new AnafFixture();
        anaf.LoggingIn();
        var hosts = Enumerable.Range(0, 8).Select(i => new AnafTokens(anaf.Callers, anaf.Secrets, Tables, new EffectHolder($"host-{i}", IsAlone: false)).For("demo", AnafFixture.Connection));

        var tokens = await anaf.Stub.Clock.RunAsync(
            Task.WhenAll(hosts.Select(host => Task.Run(() => host.GetAsync(None)))));

        tokens.Select(token => token.Value).Distinct().ShouldBe(["access-1"]);
        anaf.Stub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_host_that_died_does_not_hold_the_lease_for_ever()
    {
        var lease = new RefreshLease(Tables, new EffectHolder("this", IsAlone: false), Clock);
        _ = await lease.TakeAsync("demo", None);
        await using (await lease.TakeAsync("other", None))
        {
            Clock.Advance(TimeSpan.FromMinutes(3));
        }

        await using var taken = await lease.TakeAsync("demo", None);
        taken.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_host_that_is_alone_does_not_wait_for_its_own_predecessor()
    {
        _ = await new RefreshLease(Tables, new EffectHolder("killed", IsAlone: true), Clock).TakeAsync("demo", None);

        await using var taken = await new RefreshLease(Tables, new EffectHolder("started again", IsAlone: true), Clock).TakeAsync("demo", None);

        taken.ShouldNotBeNull();
    }
}
