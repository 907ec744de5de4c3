using Cerniq.Functions.Economic;
using Cerniq.LocalHost.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Tests.Economic;

/// <summary>Hours of attempts on virtual time.</summary>
public sealed class EconomicScheduleTests : IAsyncLifetime
{
    private static readonly EconomicKey Key = new("demo", "I-1", EconomicUploadType.Issuer);
    private static readonly EconomicAttempt Failed = new(false, "away");
    private static readonly EconomicAttempt Succeeded = new(true, null);

    private readonly Lock _lock = new();
    private readonly List<(string What, double Minute)> _done = [];
    private Func<int, EconomicAttempt> _answer = _ => Failed;
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
    public async Task Five_attempts_by_the_schedule_and_then_a_person()
    {
        await StartAsync();
        await _host!.AdvanceUntilIdleAsync(TimeSpan.FromDays(2));

        Minutes("post").ShouldBe([0, 1, 6, 21, 81], 0.1);
        Minutes("person").ShouldBe([321], 0.1);
        Minutes("attach").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_person_brought_off_ends_with_its_PDF()
    {
        await StartAsync();
        await _host!.AdvanceUntilIdleAsync(TimeSpan.FromDays(2));
        _answer = _ => Succeeded;
        await _host.Client.RaiseEventAsync(Key.InstanceId, EconomicUpload.RetryEvent, "by hand");
        await _host.AdvanceUntilIdleAsync(TimeSpan.FromDays(3));

        Minutes("post").Count.ShouldBe(6);
        Minutes("attach").ShouldHaveSingleItem();
        (await StatusAsync()).ShouldBe(OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task A_person_who_tries_in_vain_is_asked_again()
    {
        await StartAsync();
        await _host!.AdvanceUntilIdleAsync(TimeSpan.FromDays(2));
        await _host.Client.RaiseEventAsync(Key.InstanceId, EconomicUpload.RetryEvent, "by hand");
        await _host.AdvanceUntilIdleAsync(TimeSpan.FromDays(3));

        Minutes("post").Count.ShouldBe(6);
        Minutes("person").Count.ShouldBe(2);
        (await StatusAsync()).ShouldBe(OrchestrationRuntimeStatus.Running);
    }

    [Fact]
    public async Task A_used_up_limit_is_waited_for_and_is_no_attempt()
    {
        _answer = post => post % 2 == 0 ? new EconomicAttempt(false, "slow down", RetryAfter: TimeSpan.FromMinutes(2)) : Failed;
        await StartAsync();
        await _host!.AdvanceUntilIdleAsync(TimeSpan.FromDays(2));

        Minutes("post").ShouldBe([0, 1, 3, 8, 10, 25, 27, 87, 89], 0.1);
        Minutes("person").ShouldBe([329], 0.1);
    }

    private List<double> Minutes(string what)
    {
        lock (_lock)
        {
            return [.. _done.Where(d => d.What == what).Select(d => d.Minute)];
        }
    }

    private async Task StartAsync()
    {
        _host = await DurableTestHost.StartAsync(Register);
        _start = _host.Clock.GetUtcNow();
        await _host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EconomicUpload), Key, new StartOrchestrationOptions(Key.InstanceId));
    }

    private void Register(DurableTaskRegistry tasks)
    {
        tasks.AddOrchestratorFunc(nameof(EconomicUpload), EconomicUpload.Run);
        tasks.AddActivityFunc<EconomicKey, EconomicAttempt>(nameof(PostVoucher), (_, _) => _answer(Note("post")));
        tasks.AddActivityFunc<EconomicKey, EconomicAttempt>(nameof(AttachInvoicePdf), (_, _) =>
        {
            Note("attach");
            return Succeeded;
        });
        tasks.AddActivityFunc<EconomicKey, bool>(nameof(GiveUpEconomicUpload), (_, _) => Note("person") > 0);
    }

    /// <returns>How often that has happened now.</returns>
    private int Note(string what)
    {
        lock (_lock)
        {
            _done.Add((what, (_host!.Clock.GetUtcNow() - _start).TotalMinutes));
            return _done.Count(d => d.What == what);
        }
    }

    private async Task<OrchestrationRuntimeStatus> StatusAsync() =>
        (await _host!.Client.GetInstanceAsync(Key.InstanceId))!.RuntimeStatus;
}
