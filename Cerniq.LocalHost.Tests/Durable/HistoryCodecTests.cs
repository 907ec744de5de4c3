using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Storage;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class HistoryCodecTests
{
    private static readonly DateTime At = new(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc);

    [Fact]
    public void Every_kind_of_event_comes_back_as_it_was()
    {
        var failure = new TaskFailureDetails("T", "m ăîșț", "at x", new TaskFailureDetails("I", "", null, null, null), null);
        HistoryEvent[] all =
        [
            new OrchestratorStarted(At), new ExecutionStarted(At, "Flow"),
            new TaskScheduled(At, 300, "Do", "1.0", "[1]", 2, 299), new TaskScheduled(At, 0, "Do", null, null, 1, null),
            new TaskCompleted(At, 1, "\"x\""), new TaskFailed(At, 2, failure, true), new TimerCreated(At, 3, At.AddDays(9)),
            new TimerFired(At, 3, At.AddDays(9)), new SubOrchestrationCreated(At, 4, "Child", "id", null, "{}", 1, null),
            new SubOrchestrationCompleted(At, 4, null), new SubOrchestrationFailed(At, 4, failure, false), new EventRaised(At, "Paid", ""),
            new EventSent(At, 5, "other", "Paid", null), new ExecutionSuspended(At, null), new ExecutionResumed(At, "r"),
            new ExecutionTerminated(At, "1", true), new ExecutionRewound(At, "why"),
        ];
        var kinds = typeof(HistoryEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(HistoryEvent)) && !type.IsAbstract);
        kinds.Except(all.Select(happened => happened.GetType())).ShouldBe([typeof(ExecutionCompleted)]);

        Decode(HistoryCodec.Encode(all)).ShouldBe(all);
    }

    [Fact]
    public void The_end_comes_back_with_the_tasks_that_failed()
    {
        var end = new ExecutionCompleted(At, OrchestrationRuntimeStatus.Failed, "m", TaskFailureDetails.FromException(new TimeoutException("m")), [3, 200]);

        var back = Decode(HistoryCodec.Encode(end)).ShouldHaveSingleItem().ShouldBeOfType<ExecutionCompleted>();

        (back with { FailedTasks = end.FailedTasks }).ShouldBe(end);
        back.FailedTasks.ShouldBe([3, 200]);
    }

    [Fact]
    public void Any_text_number_and_time_comes_back()
    {
        Prop.ForAll<NonNegativeInt, string, DateTime>((id, text, time) =>
        {
            var utc = DateTime.SpecifyKind(time, DateTimeKind.Utc);
            HistoryEvent[] events = [new TaskCompleted(utc, id.Get, Writable(text)), new TimerCreated(utc, id.Get, utc)];
            return Decode(HistoryCodec.Encode(events)).SequenceEqual(events);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_format_of_a_later_release_is_refused() =>
        Should.Throw<StoreException>(() => Decode([2, 1])).Message.ShouldContain("format 2");

    /// <summary>Lone surrogates are no text: nothing in UTF-8 stands for them.</summary>
    private static string? Writable(string? text) =>
        text is null ? null : System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));

    private static List<HistoryEvent> Decode(byte[] bytes)
    {
        var events = new List<HistoryEvent>();
        HistoryCodec.Decode(bytes, events);
        return events;
    }
}
