using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Replay;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cerniq.LocalHost.Testing;

/// <summary>Replays recorded histories against today's code, without a store, a clock or any effect: a change that would break
/// instances in flight fails a test instead.</summary>
/// <example><code>
/// var recorded = RecordedInstance.Parse(File.ReadAllText("Order.paid.json"));
/// HistoryReplay.Run(recorded, new FunctionOrchestrators(typeof(Order).Assembly));
/// </code></example>
public static class HistoryReplay
{
    /// <summary>Replays one instance.</summary>
    /// <param name="recorded">What <see cref="DurableEngine.Record"/> gave.</param>
    /// <param name="code">Today's orchestrators; activities are not called.</param>
    /// <param name="options">The hub's settings as far as replay depends on them: converter, longest timer, default version.</param>
    /// <exception cref="HistoryReplayException">The code takes another path than the history, or ends otherwise.</exception>
    public static void Run(RecordedInstance recorded, ITaskCatalog code, DurableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(code);
        var orchestrator = code.FindOrchestrator(recorded.Name, recorded.Version ?? "")
            ?? throw new HistoryReplayException(recorded, $"there is no orchestrator '{recorded.Name}' any more");
        var settings = options ?? new DurableOptions
        {
            DatabasePath = "",
            DataConverter = (code as FunctionOrchestrators)?.Converter ?? Microsoft.DurableTask.Converters.JsonDataConverter.Default,
        };
        var parent = recorded.ParentName is { } name ? new ParentOrchestrationInstance(name, recorded.ParentId!) : null;
        var facts = new InstanceFacts(recorded.InstanceId, recorded.Name, recorded.Version ?? "", recorded.Input, parent);
        var execution = new OrchestrationExecution(facts, orchestrator, settings, NullLoggerFactory.Instance, strayed: static () => { });
        execution.Replay(recorded.History);
        Check(recorded, execution, settings.DataConverter);
    }

    private static void Check(RecordedInstance recorded, OrchestrationExecution execution, DataConverter converter)
    {
        var recordedEnd = recorded.History.OfType<ExecutionCompleted>().LastOrDefault();
        if (recordedEnd?.Status == OrchestrationRuntimeStatus.Terminated)
        {
            return;
        }

        var end = execution.EndOfReplay();
        if (execution.Fault is { } fault && !IsRecorded(fault, recordedEnd))
        {
            throw new HistoryReplayException(recorded, fault.Message, fault);
        }

        // What was asked for in the turn that ended the instance is in its history too.
        if (execution.Fault is null && execution.AskedBeyondHistory is [var first, ..])
        {
            throw new HistoryReplayException(recorded, $"the code asks for {NonDeterminism.Describe(first)}, which the history does not hold");
        }

        if (Difference(recordedEnd, end, execution.CustomStatus, recorded) is { } difference)
        {
            throw new HistoryReplayException(recorded, difference);
        }
    }

    /// <summary>An instance that failed in its own time by that very fault replays as it was.</summary>
    private static bool IsRecorded(Exception fault, ExecutionCompleted? recorded) =>
        recorded?.Failure is { } failure && failure.ErrorType == fault.GetType().FullName;

    private static string? Difference(ExecutionCompleted? was, Ending? now, string? customStatus, RecordedInstance recorded) => (was, now) switch
    {
        (null, null) => Differs("custom status", recorded.CustomStatus, customStatus),
        (null, _) => $"the code ends ({Describe(now!)}) where the instance went on",
        (_, null) => $"the code goes on where the instance ended ({was.Status})",
        (_, Finished done) when done.Status != was.Status => $"the code ends {Describe(done)}, the instance ended {was.Status}",
        (_, Finished { Status: OrchestrationRuntimeStatus.Completed } done) => Differs("output", was.Output, done.Output),
        (_, Finished done) => Differs("failure", was.Failure?.ErrorType, done.Failure?.ErrorType),
        _ => $"the code ends ({Describe(now)}), the instance ended {was.Status}",
    };

    private static string? Differs(string what, string? was, string? now) =>
        string.Equals(was, now, StringComparison.Ordinal) ? null : $"its {what} is {now ?? "nothing"} instead of {was ?? "nothing"}";

    private static string Describe(Ending ending) => ending switch
    {
        Finished { Failure: { } failure } => $"Failed: {failure}",
        Finished done => done.Status.ToString(),
        ContinuedAsNew => "ContinuedAsNew",
        _ => ending.GetType().Name,
    };
}

/// <summary>Today's code does not do what a recorded instance did.</summary>
public sealed class HistoryReplayException : Exception
{
    internal HistoryReplayException(RecordedInstance recorded, string difference, Exception? inner = null)
        : base($"The recorded instance '{recorded.InstanceId}' of '{recorded.Name}' does not replay: {difference}.", inner)
    {
    }
}
