using Cerniq.Functions.Anaf;

namespace Cerniq.Functions.Tests.Anaf;

public sealed class RefreshLeaseTests : StoreFixture
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Hosts_that_renew_at_one_time_make_one_refresh()
    {
        var anaf = new AnafFixture();
        anaf.LoggingIn();
        var hosts = Enumerable.Range(0, 8).Select(_ => new AnafTokens(anaf.Callers, anaf.Secrets, Tables).For("demo", AnafFixture.Connection));

        var tokens = await anaf.Stub.Clock.RunAsync(
            Task.WhenAll(hosts.Select(host => Task.Run(() => host.GetAsync(None)))), TimeSpan.FromMilliseconds(20));

        tokens.Select(token => token.Value).Distinct().ShouldBe(["access-1"]);
        anaf.Stub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_host_that_died_does_not_hold_the_lease_for_ever()
    {
        var lease = new RefreshLease(Tables, Clock);
        _ = await lease.TakeAsync("demo", None);
        await using (await lease.TakeAsync("other", None))
        {
            Clock.Advance(TimeSpan.FromMinutes(3));
        }

        await using var taken = await lease.TakeAsync("demo", None);
        taken.ShouldNotBeNull();
    }
}
