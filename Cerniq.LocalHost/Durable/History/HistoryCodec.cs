using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.History;

/// <summary>Packs the events of one turn into one value of the store, and back.</summary>
/// <remarks>The first byte is the format; the numbers of the kinds are stored and never change.</remarks>
internal static class HistoryCodec
{
    private const byte Format = 1;

    private enum Kind : byte
    {
        OrchestratorStarted = 1,
        ExecutionStarted = 2,
        TaskScheduled = 3,
        TaskCompleted = 4,
        TaskFailed = 5,
        TimerCreated = 6,
        TimerFired = 7,
        SubOrchestrationCreated = 8,
        SubOrchestrationCompleted = 9,
        SubOrchestrationFailed = 10,
        EventRaised = 11,
        EventSent = 12,
        ExecutionSuspended = 13,
        ExecutionResumed = 14,
        ExecutionTerminated = 15,
        ExecutionRewound = 16,
        ExecutionCompleted = 17,
    }

    public static byte[] Encode(HistoryEvent happened) => Encode([happened]);

    public static byte[] Encode(IReadOnlyList<HistoryEvent> events)
    {
        var writer = new EventWriter();
        writer.Byte(Format);
        for (var i = 0; i < events.Count; i++)
        {
            Write(writer, events[i]);
        }

        return writer.Written.ToArray();
    }

    public static void Decode(ReadOnlySpan<byte> bytes, List<HistoryEvent> into)
    {
        var reader = new EventReader(bytes);
        var format = reader.Byte();
        if (format != Format)
        {
            throw new StoreException($"A history is in format {format}; this program reads format {Format}.");
        }

        while (!reader.AtEnd)
        {
            into.Add(Read(ref reader));
        }
    }

    private static void Write(EventWriter to, HistoryEvent happened)
    {
        switch (happened)
        {
            case OrchestratorStarted e: Head(to, Kind.OrchestratorStarted, e); break;
            case ExecutionStarted e: Head(to, Kind.ExecutionStarted, e); to.Text(e.Name); break;
            case TaskRequest e: WriteRequest(to, e); break;
            case TaskAnswer e: WriteAnswer(to, e); break;
            case EventRaised e: Head(to, Kind.EventRaised, e); to.Text(e.Name); to.Text(e.Input); break;
            case ExecutionSuspended e: Head(to, Kind.ExecutionSuspended, e); to.Text(e.Reason); break;
            case ExecutionResumed e: Head(to, Kind.ExecutionResumed, e); to.Text(e.Reason); break;
            case ExecutionTerminated e: Head(to, Kind.ExecutionTerminated, e); to.Text(e.Output); to.Bool(e.Recursive); break;
            case ExecutionRewound e: Head(to, Kind.ExecutionRewound, e); to.Text(e.Reason); break;
            case ExecutionCompleted e:
                Head(to, Kind.ExecutionCompleted, e);
                to.Int((int)e.Status);
                to.Text(e.Output);
                to.Failure(e.Failure);
                to.Int(e.FailedTasks.Count);
                foreach (var task in e.FailedTasks)
                {
                    to.Int(task);
                }

                break;
            default: throw new InvalidOperationException($"{happened.GetType()} cannot be stored.");
        }
    }

    private static void Head(EventWriter to, Kind kind, HistoryEvent happened)
    {
        to.Byte((byte)kind);
        to.Time(happened.Timestamp);
    }

    private static void WriteRequest(EventWriter to, TaskRequest request)
    {
        switch (request)
        {
            case TaskScheduled e:
                Head(to, Kind.TaskScheduled, e);
                to.Int(e.TaskId);
                to.Text(e.Name);
                to.Text(e.Version);
                to.Text(e.Input);
                to.Int(e.Attempt);
                to.OptionalInt(e.RetryOf);
                break;
            case SubOrchestrationCreated e:
                Head(to, Kind.SubOrchestrationCreated, e);
                to.Int(e.TaskId);
                to.Text(e.Name);
                to.Text(e.InstanceId);
                to.Text(e.Version);
                to.Text(e.Input);
                to.Int(e.Attempt);
                to.OptionalInt(e.RetryOf);
                break;
            case TimerCreated e: Head(to, Kind.TimerCreated, e); to.Int(e.TaskId); to.Time(e.FireAt); break;
            case EventSent e: Head(to, Kind.EventSent, e); to.Int(e.TaskId); to.Text(e.InstanceId); to.Text(e.Name); to.Text(e.Input); break;
            default: throw new InvalidOperationException($"{request.GetType()} cannot be stored.");
        }
    }

    private static void WriteAnswer(EventWriter to, TaskAnswer answer)
    {
        switch (answer)
        {
            case TaskCompleted e: Head(to, Kind.TaskCompleted, e); to.Int(e.TaskId); to.Text(e.Result); break;
            case TaskFailed e: Head(to, Kind.TaskFailed, e); to.Int(e.TaskId); to.Failure(e.Failure); to.Bool(e.NonRetriable); break;
            case TimerFired e: Head(to, Kind.TimerFired, e); to.Int(e.TaskId); to.Time(e.FireAt); break;
            case SubOrchestrationCompleted e: Head(to, Kind.SubOrchestrationCompleted, e); to.Int(e.TaskId); to.Text(e.Result); break;
            case SubOrchestrationFailed e:
                Head(to, Kind.SubOrchestrationFailed, e);
                to.Int(e.TaskId);
                to.Failure(e.Failure);
                to.Bool(e.NonRetriable);
                break;
            default: throw new InvalidOperationException($"{answer.GetType()} cannot be stored.");
        }
    }

    private static HistoryEvent Read(ref EventReader from)
    {
        var kind = (Kind)from.Byte();
        var at = from.Time();
        return kind switch
        {
            Kind.OrchestratorStarted => new OrchestratorStarted(at),
            Kind.ExecutionStarted => new ExecutionStarted(at, from.Required()),
            Kind.TaskScheduled => new TaskScheduled(
                at, from.Int(), from.Required(), from.Text(), from.Text(), from.Int(), from.OptionalInt()),
            Kind.TaskCompleted => new TaskCompleted(at, from.Int(), from.Text()),
            Kind.TaskFailed => new TaskFailed(at, from.Int(), from.Failure()!, from.Bool()),
            Kind.TimerCreated => new TimerCreated(at, from.Int(), from.Time()),
            Kind.TimerFired => new TimerFired(at, from.Int(), from.Time()),
            Kind.SubOrchestrationCreated => new SubOrchestrationCreated(
                at, from.Int(), from.Required(), from.Required(), from.Text(), from.Text(), from.Int(), from.OptionalInt()),
            Kind.SubOrchestrationCompleted => new SubOrchestrationCompleted(at, from.Int(), from.Text()),
            Kind.SubOrchestrationFailed => new SubOrchestrationFailed(at, from.Int(), from.Failure()!, from.Bool()),
            Kind.EventRaised => new EventRaised(at, from.Required(), from.Text()),
            Kind.EventSent => new EventSent(at, from.Int(), from.Required(), from.Required(), from.Text()),
            Kind.ExecutionSuspended => new ExecutionSuspended(at, from.Text()),
            Kind.ExecutionResumed => new ExecutionResumed(at, from.Text()),
            Kind.ExecutionTerminated => new ExecutionTerminated(at, from.Text(), from.Bool()),
            Kind.ExecutionRewound => new ExecutionRewound(at, from.Text()),
            Kind.ExecutionCompleted => ReadCompleted(at, ref from),
            _ => throw new StoreException($"A history holds an event of kind {(byte)kind}, which this program does not know."),
        };
    }

    private static ExecutionCompleted ReadCompleted(DateTime at, ref EventReader from)
    {
        var (status, output, failure) = ((OrchestrationRuntimeStatus)from.Int(), from.Text(), from.Failure());
        var failed = new int[from.Int()];
        for (var i = 0; i < failed.Length; i++)
        {
            failed[i] = from.Int();
        }

        return new ExecutionCompleted(at, status, output, failure, failed);
    }
}
