using Cerniq.Functions.Services;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.Functions.Tests.Services;

public sealed class InProcessRateGateTests
{
    private readonly ManualClock clock = new();
    private readonly InProcessRateGate gate;

    public InProcessRateGateTests() => gate = new InProcessRateGate(clock, new ServiceMetrics());

    [Fact]
    public async Task Lets_thirty_documents_through_and_closes_for_the_rest_of_the_hundred_seconds()
    {
        for (var i = 0; i < 30; i++)
        {
            await gate.WaitAsync("demo", "oblio", "docs/invoice", CancellationToken.None);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        var closed = await Should.ThrowAsync<RateGateClosedException>(
            async () => await gate.WaitAsync("demo", "oblio", "docs/proforma", CancellationToken.None));

        closed.RetryAfter.ShouldBe(TimeSpan.FromSeconds(70));
    }

    [Fact]
    public async Task A_turn_refused_takes_no_place()
    {
        await FillAsync("demo");
        for (var i = 0; i < 5; i++)
        {
            await Should.ThrowAsync<RateGateClosedException>(
                async () => await gate.WaitAsync("demo", "oblio", "docs/invoice", CancellationToken.None));
        }

        clock.Advance(TimeSpan.FromSeconds(100));
        await FillAsync("demo");
    }

    [Fact]
    public async Task Tenants_have_limits_of_their_own()
    {
        await FillAsync("demo");

        await gate.WaitAsync("other", "oblio", "docs/invoice", CancellationToken.None);
    }

    [Fact]
    public async Task The_registry_takes_one_call_a_second_from_all_tenants_together()
    {
        await gate.WaitAsync("demo", "anaf", "PlatitorTvaRest/v9/tva", CancellationToken.None);
        var next = gate.WaitAsync("other", "anaf", "PlatitorTvaRest/v9/tva", CancellationToken.None).AsTask();

        next.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1.06));
        await next;
    }

    [Fact]
    public async Task A_pause_closes_the_service_for_the_tenant()
    {
        gate.Pause("demo", "revolut", TimeSpan.FromSeconds(30));

        await Should.ThrowAsync<RateGateClosedException>(
            async () => await gate.WaitAsync("demo", "revolut", "transaction/{id}", CancellationToken.None));
        clock.Advance(TimeSpan.FromSeconds(30));
        await gate.WaitAsync("demo", "revolut", "transaction/{id}", CancellationToken.None);
    }

    [Fact]
    public void No_stretch_of_time_ever_holds_more_calls_than_allowed() =>
        Prop.ForAll<NonNegativeInt[]>(gaps =>
        {
            var time = new ManualClock();
            var limited = new InProcessRateGate(time, new ServiceMetrics());
            var granted = new List<DateTimeOffset>();
            foreach (var gap in gaps.Concat(Enumerable.Repeat(NonNegativeInt.NewNonNegativeInt(0), 80)))
            {
                time.Advance(TimeSpan.FromMilliseconds(gap.Get * 10));
                var turn = limited.WaitAsync("t", "revolut", "accounts", CancellationToken.None).AsTask();
                if (turn.IsCompletedSuccessfully)
                {
                    granted.Add(time.GetUtcNow());
                }
            }

            return granted.All(from => granted.Count(at => at >= from && at < from + TimeSpan.FromMinutes(1)) <= 60);
        }).QuickCheckThrowOnFailure();

    private async Task FillAsync(string tenant)
    {
        for (var i = 0; i < 30; i++)
        {
            await gate.WaitAsync(tenant, "oblio", "docs/invoice", CancellationToken.None);
        }
    }
}
