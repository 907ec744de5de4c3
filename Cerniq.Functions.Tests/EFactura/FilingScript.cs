using Cerniq.Functions.EFactura;
using Cerniq.Functions.Tests.Replay;
using Cerniq.LocalHost.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Tests.EFactura;

/// <summary>Runs the orchestration of a filing on virtual time, with activities that answer as they are told to.</summary>
internal sealed class FilingScript : IAsyncDisposable
{
    public static readonly EFacturaKey Key = new("a-b", 17);

    private readonly Lock _lock = new();
    private readonly List<(string Step, DateTimeOffset At)> _calls = [];
    private DurableTestHost? _host;
    private DateTimeOffset? _submittedAt;

    public SubmissionPlan Plan { get; set; } = new(null, null, Sign: false, [5, 15, 30, 60, 120], MaxAttempts: 5, PollingMinutes: 15, ReconcileSeconds: 1200);

    /// <summary>What the n-th upload comes to.</summary>
    public Func<int, UploadResult> Upload { get; set; } = _ => UploadResult.Accepted("5001");

    public Func<int, ReconcileRequest, ReconcileResult> Reconcile { get; set; } = (_, _) => new ReconcileResult(null, Searched: true);

    public Func<int, AnafAnswer> Ask { get; set; } = _ => new AnafAnswer("5001", AnafAnswerState.Ok, "3001");

    public Func<int, CollectRequest, CollectResult> Collect { get; set; } =
        (_, request) => new CollectResult(new EFacturaOutcome(EFacturaResult.Accepted, 17, request.Answer.RemoteId, request.Answer.DownloadId));

    public EFacturaOutcome? Invalid { get; set; }

    public List<RoundFailure> Failures { get; } = [];

    public DurableTestHost Host => _host!;

    public DateTimeOffset Start { get; private set; }

    public async Task StartAsync()
    {
        _host = await DurableTestHost.StartAsync(Register);
        Start = _host.Clock.GetUtcNow();
        await Host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EFacturaSubmission), Key, new StartOrchestrationOptions(Key.InstanceId));
    }

    /// <summary>Starts it and lets all time pass.</summary>
    public async Task<EFacturaOutcome> RunAsync()
    {
        await StartAsync();
        await Host.AdvanceUntilIdleAsync();
        return await OutcomeAsync();
    }

    public async Task<EFacturaOutcome> OutcomeAsync()
    {
        var state = (await Host.Client.GetInstanceAsync(Key.InstanceId, getInputsAndOutputs: true))!;
        state.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed, state.FailureDetails?.ToString());
        return state.ReadOutputAs<EFacturaOutcome>()!;
    }

    public Task RaiseAsync(string name, object payload) => Host.Client.RaiseEventAsync(Key.InstanceId, name, payload);

    public int Count(string step)
    {
        lock (_lock)
        {
            return _calls.Count(call => call.Step == step);
        }
    }

    /// <summary>Seconds after the start at which a step was taken.</summary>
    public IReadOnlyList<double> Times(string step)
    {
        lock (_lock)
        {
            return [.. _calls.Where(call => call.Step == step).Select(call => (call.At - Start).TotalSeconds)];
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            if (!_host.IsPowerCut && _host.Engine.Record(Key.InstanceId) is { } recorded)
            {
                HistoryRecorder.Add(recorded);
            }

            await _host.DisposeAsync();
        }
    }

    private void Register(DurableTaskRegistry tasks)
    {
        tasks.AddOrchestratorFunc(nameof(EFacturaSubmission), EFacturaSubmission.RunAsync);
        Step<EFacturaKey, SubmissionPlan>(tasks, EFacturaSteps.Begin, (_, _) => Plan with { SubmittedAt = Plan.SubmittedAt ?? _submittedAt });
        Step<EFacturaKey, EFacturaOutcome?>(tasks, EFacturaSteps.Build, (_, _) => Invalid);
        Step<EFacturaKey, StoredFile>(tasks, EFacturaSteps.Sign, (_, _) => new StoredFile("signed.xml", "00"));
        Step<EFacturaKey, UploadResult>(tasks, EFacturaSteps.Upload, (n, _) => Remember(Upload(n)));
        Step<ReconcileRequest, ReconcileResult>(tasks, EFacturaSteps.Reconcile, (n, request) => Reconcile(n, request));
        Step<EFacturaKey, AnafAnswer>(tasks, EFacturaSteps.Ask, (n, _) => Ask(n));
        Step<CollectRequest, CollectResult>(tasks, EFacturaSteps.Collect, (n, request) => Collect(n, request));
        Step<RoundFailure, bool>(tasks, EFacturaSteps.Fail, (_, failure) => Remember(failure));
        Step<RoundFailure, EFacturaOutcome>(
            tasks, EFacturaSteps.Refuse, (_, failure) => new EFacturaOutcome(EFacturaResult.Rejected, 17, Reason: failure.Words));
    }

    private UploadResult Remember(UploadResult result)
    {
        _submittedAt = result.Kind == UploadKind.Accepted ? Host.Clock.GetUtcNow() : null;
        return result;
    }

    private bool Remember(RoundFailure failure)
    {
        lock (_lock)
        {
            Failures.Add(failure);
            return true;
        }
    }

    private void Step<TInput, TResult>(DurableTaskRegistry tasks, string name, Func<int, TInput, TResult> answer) =>
        tasks.AddActivityFunc<TInput, TResult>(name, (_, input) =>
        {
            int number;
            lock (_lock)
            {
                _calls.Add((name, Host.Clock.GetUtcNow()));
                number = _calls.Count(call => call.Step == name);
            }

            return answer(number, input);
        });
}
