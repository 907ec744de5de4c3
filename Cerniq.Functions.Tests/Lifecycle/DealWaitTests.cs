using Cerniq.Functions.Clients;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Services;
using Cerniq.LocalHost.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Tests.Lifecycle;

/// <summary>What a deal waits for, on virtual time; the steps answer as they are told to.</summary>
public sealed class DealWaitTests : IAsyncLifetime
{
    private const string Instance = "negotiation-demo-N-1";

    private readonly Lock _lock = new();
    private readonly List<(string Step, double Hours)> _calls = [];
    private DurableTestHost? _host;
    private DateTimeOffset _start;
    private Func<int, DateTimeOffset?> _turn = _ => null;
    private Func<int, bool> _validate = _ => true;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_proforma_without_an_answer_is_reminded_of_each_week_and_lapses()
    {
        await StartAsync();
        await _host!.AdvanceUntilIdleAsync();

        Hours(nameof(RemindOfProforma)).ShouldBe([7 * 24, 14 * 24, 21 * 24, 28 * 24], 0.01);
        Hours(nameof(ExpireProforma)).ShouldBe([30 * 24], 0.01);
        (await _host.Client.GetInstanceAsync(Instance, getInputsAndOutputs: true))!.ReadOutputAs<string>().ShouldBe("DEAD");
    }

    [Fact]
    public async Task An_answer_ends_the_reminders()
    {
        await StartAsync();
        await _host!.AdvanceUntilIdleAsync(TimeSpan.FromDays(8));
        await _host.Client.RaiseEventAsync(
            Instance, LifecycleEvents.ProformaDecided, new ProformaDecision(false, "too dear", "CLIENT", _host.Clock.GetUtcNow()));
        await _host.AdvanceUntilIdleAsync();

        Hours(nameof(RemindOfProforma)).Count.ShouldBe(1);
        Hours(nameof(ExpireProforma)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_used_up_limit_is_slept_through_until_the_turn_that_was_booked_and_nobody_is_called()
    {
        _turn = _ => _start.AddHours(10);
        _validate = attempt => attempt == 1 ? throw Limited() : true;
        await StartAsync();
        await _host!.AdvanceUntilIdleAsync(TimeSpan.FromHours(11));

        Hours(nameof(ValidateDealClient)).ShouldBe([0, 10], 0.01);
        Hours(nameof(ReportStuckStep)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_the_service_itself_wants_to_be_left_alone_the_step_is_tried_again_soon()
    {
        _validate = attempt => attempt <= 2 ? throw Limited() : true;
        await StartAsync();
        await _host!.AdvanceUntilIdleAsync(TimeSpan.FromHours(1));

        Hours(nameof(ValidateDealClient)).Select(hours => Math.Round(hours * 3600)).ShouldBe([0, 5, 15]);
    }

    private static ServiceLimitedException Limited() =>
        new(new ServiceFault("oblio", "GET nomenclature/clients", FaultKind.RateLimit, "used up", Ambiguous: false));

    private async Task StartAsync()
    {
        _host = await DurableTestHost.StartAsync(Register);
        _start = _host.Clock.GetUtcNow();
        await _host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(NegotiationLifecycle), new DealKey("demo", "N-1"), new StartOrchestrationOptions(Instance));
    }

    private void Register(DurableTaskRegistry tasks)
    {
        tasks.AddOrchestratorFunc(nameof(NegotiationLifecycle), NegotiationLifecycle.Run);
        Step<DealKey, bool>(tasks, nameof(ValidateDealClient), attempt => _validate(attempt));
        Step<DealKey, DateTimeOffset?>(tasks, nameof(ReadTurn), attempt => _turn(attempt));
        Step<DealKey, string>(tasks, nameof(Cerniq.Functions.Oblio.IssueProforma), _ => "PRF-1");
        Step<DealKey, string>(tasks, nameof(Cerniq.Functions.Oblio.ArchiveProformaPdf), _ => "");
        Step<DealKey, string>(tasks, nameof(MarkProformaSent), _ => "PROFORMA_SENT");
        Step<DealKey, ProformaTerms>(tasks, nameof(ReadProformaTerms), _ => new ProformaTerms(null, _start.AddDays(30), TimeSpan.FromDays(7)));
        Step<DealKey, string>(tasks, nameof(RemindOfProforma), _ => "");
        Step<DealKey, ProformaDecision>(
            tasks, nameof(ExpireProforma), _ => new ProformaDecision(false, "PROFORMA_EXPIRED", "SYSTEM", _host!.Clock.GetUtcNow()));
        Step<EndedDeal, string>(tasks, nameof(EndDeal), _ => "DEAD");
        Step<StuckStep, string>(tasks, nameof(ReportStuckStep), _ => "");
    }

    private void Step<TInput, TResult>(DurableTaskRegistry tasks, string name, Func<int, TResult> answer) =>
        tasks.AddActivityFunc<TInput, TResult>(name, (_, _) =>
        {
            int attempt;
            lock (_lock)
            {
                _calls.Add((name, (_host!.Clock.GetUtcNow() - _start).TotalHours));
                attempt = _calls.Count(call => call.Step == name);
            }

            return answer(attempt);
        });

    private List<double> Hours(string step)
    {
        lock (_lock)
        {
            return [.. _calls.Where(call => call.Step == step).Select(call => call.Hours)];
        }
    }
}
