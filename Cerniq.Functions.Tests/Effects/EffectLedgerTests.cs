using Cerniq.Functions.Effects;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Tests.Effects;

public class EffectLedgerTests : StoreFixture
{
    private int _asked;
    private int _acted;

    [Fact]
    public async Task Acts_once_and_then_remembers()
    {
        (await Once(Ledger())).ShouldBe("result 1");
        (await Once(Ledger())).ShouldBe("result 1");
        (_asked, _acted).ShouldBe((0, 1));
    }

    [Fact]
    public async Task Asks_before_sending_again_after_a_doubtful_failure_and_takes_what_it_finds()
    {
        await Should.ThrowAsync<ServiceUnavailableException>(() => Once(Ledger(), act: () => throw Fault(ambiguous: true)));
        (await Once(Ledger(), ask: () => "found")).ShouldBe("found");
        (_asked, _acted).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Sends_again_when_the_service_says_that_it_did_not_happen()
    {
        await Should.ThrowAsync<ServiceUnavailableException>(() => Once(Ledger(), act: () => throw Fault(ambiguous: true)));
        (await Once(Ledger())).ShouldBe("result 2");
        (_asked, _acted).ShouldBe((1, 2));
    }

    [Fact]
    public async Task Does_not_send_while_the_service_cannot_be_asked()
    {
        await Should.ThrowAsync<ServiceUnavailableException>(() => Once(Ledger(), act: () => throw Fault(ambiguous: true)));
        await Should.ThrowAsync<ServiceUnavailableException>(() => Once(Ledger(), ask: () => throw Fault(ambiguous: false)));
        (_asked, _acted).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Need_not_ask_after_a_first_attempt_that_surely_did_not_happen()
    {
        await Should.ThrowAsync<ServiceUnavailableException>(() => Once(Ledger(), act: () => throw Fault(ambiguous: false)));
        (await Once(Ledger())).ShouldBe("result 2");
        _asked.ShouldBe(0);
    }

    [Fact]
    public async Task Keeps_the_doubt_of_an_earlier_attempt_though_a_later_one_was_refused_for_certain()
    {
        await Should.ThrowAsync<ServiceUnavailableException>(() => Once(Ledger(), act: () => throw Fault(ambiguous: true)));
        await Should.ThrowAsync<ServiceUnavailableException>(() => Once(Ledger(), act: () => throw Fault(ambiguous: false)));
        await Once(Ledger());
        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task Of_many_attempts_at_once_one_acts_and_the_others_are_told_to_come_back()
    {
        var ledger = Ledger();
        var gate = new TaskCompletionSource();
        var attempts = Enumerable.Range(0, 20).Select(_ => Attempt()).ToArray();
        var open = attempts.ToList();
        while (open.Count > 1)
        {
            open.Remove(await Task.WhenAny(open)); // all but the one that acts end at once
        }

        gate.SetResult();
        (await open[0]).ShouldBe("one");
        attempts.Where(a => a != open[0]).ShouldAllBe(a => a.Exception!.InnerException is EffectInProgressException);
        _acted.ShouldBe(1);

        Task<string> Attempt() => Task.Run(() => ledger.OnceAsync<string>(
            "demo",
            "k",
            _ => Task.FromResult<string?>(null),
            async _ =>
            {
                await gate.Task;
                Interlocked.Increment(ref _acted);
                return "one";
            },
            default));
    }

    [Fact]
    public async Task Does_not_wait_for_the_lease_of_a_process_that_is_known_to_be_dead()
    {
        await StrandAsync(Ledger("dead", isAlone: true));
        (await Once(Ledger("new", isAlone: true), ask: () => "found")).ShouldBe("found");
    }

    [Fact]
    public async Task Waits_for_the_lease_of_another_process_that_may_be_alive()
    {
        await StrandAsync(Ledger("other", isAlone: false));
        var mine = Ledger("mine", isAlone: false);
        await Should.ThrowAsync<EffectInProgressException>(() => Once(mine));
        Clock.Advance(EffectLedger.Lease);
        (await Once(mine, ask: () => "found")).ShouldBe("found");
    }

    [Fact]
    public async Task Keeps_tenants_apart()
    {
        await Once(Ledger());
        var other = await Ledger().OnceAsync<string>("other", "k", _ => Task.FromResult<string?>(null), _ => Task.FromResult("theirs"), default);
        other.ShouldBe("theirs");
    }

    /// <summary>An attempt that never comes back, as when its process is killed between call and record.</summary>
    private static async Task StrandAsync(EffectLedger ledger)
    {
        var reached = new TaskCompletionSource();
        _ = ledger.OnceAsync<string>(
            "demo",
            "k",
            _ => Task.FromResult<string?>(null),
            _ =>
            {
                reached.SetResult();
                return new TaskCompletionSource<string>().Task;
            },
            default);
        await reached.Task;
    }

    private static ServiceException Fault(bool ambiguous) =>
        ServiceException.For(new ServiceFault("oblio", "POST /docs/invoice", FaultKind.NetworkError, "reset", ambiguous));

    private EffectLedger Ledger(string holder = "me", bool isAlone = true) => new(Tables, new EffectHolder(holder, isAlone), Clock);

    private Task<string> Once(EffectLedger ledger, Func<string?>? ask = null, Func<string>? act = null) =>
        ledger.OnceAsync(
            "demo",
            "k",
            _ =>
            {
                _asked++;
                return Task.FromResult(ask?.Invoke());
            },
            _ =>
            {
                _acted++;
                return Task.FromResult(act?.Invoke() ?? $"result {_acted}");
            },
            default);
}
