using Cerniq.Functions.Payments;
using Cerniq.LocalHost.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Tests.Payments;

/// <summary>When a transaction is looked at, on virtual time; the looks answer as they are told to.</summary>
public sealed class PaymentIntakeTests : IAsyncLifetime
{
    private static readonly TransactionKey Key = new("demo", "T-1", "c");
    private static readonly TransactionSeen Pending = new(null, IsPending: true, "PENDING");
    private static readonly TransactionSeen Recorded = new("P-1", IsPending: false, "RECORDED");

    private readonly Lock _lock = new();
    private readonly List<double> _looks = [];
    private DurableTestHost? _host;
    private DateTimeOffset _start;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_stays_pending_is_looked_at_ever_more_seldom_and_then_left_to_the_catch_up()
    {
        await StartAsync(_ => Task.FromResult(Pending));
        await _host!.AdvanceUntilIdleAsync();

        _looks.ShouldBe([0, 1, 6, 21, 81, 321, 1041], 0.01);
        (await EndAsync()).ShouldBe("STILL_PENDING");
    }

    [Fact]
    public async Task News_while_a_payment_is_being_matched_are_looked_at_too()
    {
        await StartAsync(look => Task.FromResult(look == 2 ? new TransactionSeen(null, IsPending: false, "REVERTED") : Recorded), whileMatching: NudgeAsync);
        await _host!.AdvanceUntilIdleAsync();

        _looks.Count.ShouldBe(2);
        (await EndAsync()).ShouldBe("REVERTED");
    }

    [Fact]
    public async Task News_between_two_pauses_are_not_swallowed_by_the_first()
    {
        await StartAsync(async look =>
        {
            if (look == 2)
            {
                await NudgeAsync(); // the first pause is over, the second has not begun
            }

            return look == 3 ? Recorded : Pending;
        });
        await _host!.AdvanceUntilIdleAsync();

        _looks.ShouldBe([0, 1, 1], 0.01);
        (await EndAsync()).ShouldBe("RECORDED");
    }

    [Fact]
    public async Task News_in_the_last_pause_cause_one_more_look()
    {
        await StartAsync(look => Task.FromResult(look == 8 ? Recorded : Pending));
        await _host!.AdvanceUntilIdleAsync(TimeSpan.FromMinutes(1100));
        await NudgeAsync();
        await _host.AdvanceUntilIdleAsync();

        _looks.Count.ShouldBe(8);
        (await EndAsync()).ShouldBe("RECORDED");
    }

    private async Task StartAsync(Func<int, Task<TransactionSeen>> look, Func<Task>? whileMatching = null)
    {
        _host = await DurableTestHost.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc(nameof(PaymentIntake), PaymentIntake.Run);
            tasks.AddActivityFunc<TransactionKey, TransactionSeen>(nameof(RecordTransaction), (_, _) => look(Looked()));
            tasks.AddActivityFunc<PaymentKey, string>(nameof(ReconcilePayment), async (_, _) =>
            {
                if (_looks.Count == 1 && whileMatching is not null)
                {
                    await whileMatching();
                }

                return "Matched";
            });
        });
        _start = _host.Clock.GetUtcNow();
        await _host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(PaymentIntake), Key, new StartOrchestrationOptions(Key.InstanceId));
    }

    private int Looked()
    {
        lock (_lock)
        {
            _looks.Add((_host!.Clock.GetUtcNow() - _start).TotalMinutes);
            return _looks.Count;
        }
    }

    private Task NudgeAsync() => _host!.Client.RaiseEventAsync(Key.InstanceId, PaymentIntake.ChangedEvent, "event");

    private async Task<string?> EndAsync() => (await _host!.Client.GetInstanceAsync(Key.InstanceId, getInputsAndOutputs: true))!.ReadOutputAs<string>();
}
