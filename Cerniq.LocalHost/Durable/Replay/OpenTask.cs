using Cerniq.LocalHost.Durable.History;

namespace Cerniq.LocalHost.Durable.Replay;

/// <summary>An activity, timer or sub-orchestration whose answer is not in yet.</summary>
internal sealed class OpenTask(TaskRequest request, DateTime since)
{
    private readonly TaskCompletionSource<string?> _answer = new();

    /// <summary>What was asked for; after a replay, as the history holds it.</summary>
    public TaskRequest Request { get; set; } = request;

    /// <summary>When the code began to wait for it: earlier than the request for a later attempt or a link of a long timer.</summary>
    public DateTime Since { get; } = since;

    /// <summary>The answer is in, though a suspension may still hold it back.</summary>
    public bool IsAnswered { get; set; }

    public Task<string?> Answer => _answer.Task;

    public void Complete(string? result) => _answer.TrySetResult(result);

    public void Fail(Exception failure) => _answer.TrySetException(failure);

    public bool Cancel(CancellationToken cancellation) => _answer.TrySetCanceled(cancellation);

    public bool IsAnsweredBy(TaskAnswer answer) => (Request, answer) switch
    {
        (TaskScheduled, TaskCompleted or TaskFailed) => true,
        (SubOrchestrationCreated, SubOrchestrationCompleted or SubOrchestrationFailed) => true,
        (TimerCreated timer, TimerFired fired) => timer.FireAt == fired.FireAt,
        _ => false,
    };
}
