using Cerniq.Functions.Effects;
using Cerniq.Functions.Tests.Hosting.Local;
using Cerniq.LocalHost.Testing;

namespace Cerniq.Functions.Tests.Effects;

public sealed class EffectLedgerLeaseTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly LocalStorage _local = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly EffectLedger _ledger;

    public EffectLedgerLeaseTests() => _ledger = new EffectLedger(_local.Tables, new EffectHolder("me", IsAlone: true), _clock);

    [Fact]
    public async Task An_attempt_is_cut_off_before_another_may_take_its_lease_over_and_that_one_asks_first()
    {
        EffectLedger.AttemptLimit.ShouldBeLessThan(EffectLedger.Lease);
        var begun = new TaskCompletionSource();
        var slow = _ledger.OnceAsync<Receipt>("t", "k", Unasked, async cancellation =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return new Receipt("never");
        }, None);
        await begun.Task;
        _clock.Advance(EffectLedger.AttemptLimit - TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<EffectInProgressException>(() => _ledger.OnceAsync("t", "k", Unasked, Forbidden, None));
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<TimeoutException>(() => slow);
        var found = await _ledger.OnceAsync("t", "k", _ => Task.FromResult<Receipt?>(new Receipt("asked")), Forbidden, None);
        found.Id.ShouldBe("asked");
    }

    [Fact]
    public async Task What_happened_is_recorded_though_the_caller_has_gone()
    {
        using var caller = new CancellationTokenSource();
        await _ledger.OnceAsync("t", "k", Unasked, async _ =>
        {
            await caller.CancelAsync();
            return new Receipt("done");
        }, caller.Token);
        (await _ledger.OnceAsync("t", "k", Unasked, Forbidden, None)).Id.ShouldBe("done");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _local.DisposeAsync();

    private static Task<Receipt?> Unasked(CancellationToken cancellationToken) => throw new InvalidOperationException("must not ask");

    private static Task<Receipt> Forbidden(CancellationToken cancellationToken) => throw new InvalidOperationException("must not act");

    private sealed record Receipt(string Id);
}
