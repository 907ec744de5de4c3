using Cerniq.LocalHost.Durable.History;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Durable.Replay;

/// <summary>The context handed to the orchestrator's code.</summary>
internal sealed class OrchestratorContext(OrchestrationExecution execution, ILoggerFactory loggers) : TaskOrchestrationContext
{
    private DataConverter Converter => execution.Options.DataConverter;

    public TimeSpan HttpPollingInterval => execution.Options.HttpPollingInterval;

    /// <summary>The invocation of the function that is the orchestrator; null when it is none.</summary>
    public object? FunctionContext { get; set; }

    public override TaskName Name { get; } = execution.Instance.Name;

    public override string InstanceId => execution.Instance.InstanceId;

    public override ParentOrchestrationInstance? Parent => execution.Instance.Parent;

    public override DateTime CurrentUtcDateTime => execution.Now;

    public override bool IsReplaying => execution.IsReplaying;

    public override string Version => execution.Instance.Version;

    protected override ILoggerFactory LoggerFactory => loggers;

    public override T? GetInput<T>()
        where T : default => Converter.Deserialize<T>(execution.Instance.Input);

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        Prepare(input, options);
        var payload = Converter.Serialize(input);
        var version = options?.Version?.Version ?? Version;
        var since = execution.Now;
        return RetryLoop.RunAsync(this, options?.Retry, (attempt, retryOf) =>
        {
            execution.Guard();
            return AnswerAsync<TResult>(execution.Open(
                new TaskScheduled(execution.Now, execution.TakeTaskId(), name.Name, NullIfEmpty(version), payload, attempt, retryOf), since));
        });
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        Prepare(input, options);
        var payload = Converter.Serialize(input);
        var sub = options as SubOrchestrationOptions;
        var version = sub?.Version?.Version ?? options?.Version?.Version ?? execution.Options.DefaultVersion;

        var since = execution.Now;

        // Every attempt has the same id: a failed child is replaced by its successor.
        var id = string.IsNullOrEmpty(sub?.InstanceId) ? execution.TakeGuid().ToString("N") : sub.InstanceId;
        return RetryLoop.RunAsync(this, options?.Retry, (attempt, retryOf) =>
        {
            execution.Guard();
            return AnswerAsync<TResult>(execution.Open(new SubOrchestrationCreated(
                execution.Now, execution.TakeTaskId(), orchestratorName.Name, id, NullIfEmpty(version), payload, attempt, retryOf), since));
        });
    }

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        execution.Guard();
        var end = fireAt.ToUniversalTime();
        var longest = execution.Options.MaximumTimerInterval;
        var whole = (Since: execution.Now, DueAt: end);
        while (longest > TimeSpan.Zero && end - execution.Now > longest)
        {
            await StartLink(whole, execution.Now + longest, cancellationToken);
        }

        await StartLink(whole, end, cancellationToken);
    }

    private Task StartLink((DateTime Since, DateTime DueAt) whole, DateTime fireAt, CancellationToken cancellation)
    {
        var timer = execution.Open(new TimerCreated(execution.Now, execution.TakeTaskId(), fireAt), whole.Since);
        if (whole.DueAt != fireAt)
        {
            execution.LongTimers.Add(timer.Request.TaskId, whole.DueAt);
        }

        return cancellation.CanBeCanceled ? CancellableAsync(timer, cancellation) : timer.Answer;
    }

    /// <summary>The delay before the next attempt at a task.</summary>
    /// <param name="since">When the first attempt began.</param>
    public Task StartRetryTimer(TimeSpan delay, int failedTask, DateTime since)
    {
        execution.Guard();
        var timer = execution.Open(new TimerCreated(execution.Now, execution.TakeTaskId(), execution.Now + delay), since);
        execution.RetryTimers.Add(timer.Request.TaskId, failedTask);
        return timer.Answer;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        execution.Guard();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return execution.Events.WaitFor<T>(eventName, execution.Now, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        execution.Guard();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        execution.Ask(new EventSent(execution.Now, execution.TakeTaskId(), instanceId, eventName, Converter.Serialize(payload)));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        execution.Guard();
        execution.CustomStatus = Converter.Serialize(customStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        execution.Guard();
        execution.ContinueAsNew(Converter.Serialize(options.NewInput), options.PreserveUnprocessedEvents, options.NewVersion);
    }

    public override Guid NewGuid()
    {
        execution.Guard();
        return execution.TakeGuid();
    }

    private static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;

    private void Prepare(object? input, TaskOptions? options)
    {
        execution.Guard();
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException("Task options were given as the task's input; name the argument 'options'.", nameof(input));
        }
    }

    private async Task<T> AnswerAsync<T>(OpenTask open) => Converter.Deserialize<T>(await open.Answer)!;

    private async Task CancellableAsync(OpenTask timer, CancellationToken cancellation)
    {
        using var registration = cancellation.Register(
            () => execution.Thread.RunOrStray(() => execution.CancelTimer(timer, cancellation)));
        await timer.Answer;
    }
}
