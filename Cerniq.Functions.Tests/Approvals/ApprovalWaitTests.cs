using Cerniq.Functions.Approvals;
using Cerniq.LocalHost.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Tests.Approvals;

/// <summary>Days of waiting on virtual time.</summary>
public sealed class ApprovalWaitTests : IAsyncLifetime
{
    private static readonly ApprovalKey Key = new("demo", "a-1");
    private static readonly TimeSpan RemindEvery = TimeSpan.FromHours(24);

    private readonly Lock _lock = new();
    private readonly List<double> _reminders = [];
    private DurableTestHost? _host;
    private DateTimeOffset _start;
    private DateTimeOffset? _expiresAt;
    private ApprovalStatus _status = ApprovalStatus.Pending;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    [Fact]
    public async Task Reminds_every_day_and_lets_it_expire_on_the_hour()
    {
        await StartAsync(TimeSpan.FromHours(60));
        await _host!.AdvanceUntilIdleAsync();

        _reminders.ShouldBe([24, 48], 0.01);
        (await OutcomeAsync()).ShouldBe(ApprovalStatus.Expired);
        (_host.Clock.GetUtcNow() - _start).TotalHours.ShouldBe(60, 0.01);
    }

    [Fact]
    public async Task Ends_at_once_when_it_is_decided()
    {
        await StartAsync(TimeSpan.FromHours(60));
        await _host!.AdvanceUntilIdleAsync(TimeSpan.FromHours(30));
        _status = ApprovalStatus.Approved;
        await _host.Client.RaiseEventAsync(Key.InstanceId, ApprovalWait.Settled, Key.ApprovalId);
        await _host.AdvanceUntilIdleAsync(TimeSpan.Zero);

        (await OutcomeAsync()).ShouldBe(ApprovalStatus.Approved);
        _reminders.ShouldBe([24], 0.01);
    }

    [Fact]
    public async Task A_decision_that_came_before_it_listened_counts()
    {
        _status = ApprovalStatus.Rejected;
        await StartAsync(TimeSpan.FromHours(60));
        await _host!.AdvanceUntilIdleAsync(TimeSpan.Zero);

        (await OutcomeAsync()).ShouldBe(ApprovalStatus.Rejected);
    }

    [Fact]
    public async Task News_that_is_none_ends_nothing()
    {
        await StartAsync(TimeSpan.FromHours(60));
        await _host!.AdvanceUntilIdleAsync(TimeSpan.FromHours(1));
        await _host.Client.RaiseEventAsync(Key.InstanceId, ApprovalWait.Settled, Key.ApprovalId);
        await _host.AdvanceUntilIdleAsync();

        (await OutcomeAsync()).ShouldBe(ApprovalStatus.Expired);
    }

    [Fact]
    public async Task One_without_an_end_is_reminded_of_until_it_is_decided()
    {
        await StartAsync(expiresAfter: null);
        await _host!.AdvanceUntilIdleAsync(TimeSpan.FromDays(30));

        _reminders.Count.ShouldBe(30);
    }

    private async Task StartAsync(TimeSpan? expiresAfter)
    {
        _host = await DurableTestHost.StartAsync(Register);
        _start = _host.Clock.GetUtcNow();
        _expiresAt = _start + expiresAfter;
        await _host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(ApprovalWait), Key, new StartOrchestrationOptions(Key.InstanceId));
    }

    private void Register(DurableTaskRegistry tasks)
    {
        tasks.AddOrchestratorFunc(nameof(ApprovalWait), ApprovalWait.Run);
        tasks.AddActivityFunc<ApprovalKey, ApprovalStanding>(
            nameof(ReadApproval), (_, _) => new ApprovalStanding(_status, _expiresAt, RemindEvery));
        tasks.AddActivityFunc<ApprovalKey, string>(nameof(ExpireApproval), (_, _) =>
        {
            _status = ApprovalStatus.Expired;
            return "Expired";
        });
        tasks.AddActivityFunc<ApprovalKey, string>(nameof(RemindOfApproval), (_, _) =>
        {
            lock (_lock)
            {
                _reminders.Add((_host!.Clock.GetUtcNow() - _start).TotalHours);
            }

            return "";
        });
    }

    private async Task<ApprovalStatus> OutcomeAsync()
    {
        var state = (await _host!.Client.GetInstanceAsync(Key.InstanceId, getInputsAndOutputs: true))!;
        state.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed, state.FailureDetails?.ToString());
        return state.ReadOutputAs<ApprovalStatus>();
    }
}
