using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Testing;
using Cerniq.LocalHost.Tests.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Testing;

public sealed class HistoryReplayTests
{
    [Theory]
    [InlineData("paid")]
    [InlineData("unpaid")]
    [InlineData("waiting")]
    [InlineData("failed")]
    [InlineData("continued")]
    public async Task A_recorded_instance_replays_against_the_code_that_made_it_also_from_its_file(string path)
    {
        var recorded = await RecordAsync(path);

        var read = RecordedInstance.Parse(recorded.ToJson());

        read.ToJson().ShouldBe(recorded.ToJson());
        read.History.ShouldBe(recorded.History, new EventComparer());
        HistoryReplay.Run(read, Code(Flow));
    }

    [Fact]
    public async Task Code_that_takes_another_path_is_named_with_the_event_and_both_sides()
    {
        var recorded = await RecordAsync("paid");

        var refused = Should.Throw<HistoryReplayException>(() => HistoryReplay.Run(recorded, Code(async context =>
        {
            await context.CallActivityAsync("Other");
            return "";
        })));

        refused.Message.ShouldStartWith("The recorded instance 'order' of 'Flow' does not replay: Non-Deterministic workflow detected: event 3 ");
        refused.Message.ShouldContain("holds activity 'Send' (#0), but the code asked for activity 'Other' (#0)");
    }

    [Fact]
    public async Task Code_that_asks_for_more_ends_elsewhere_or_tells_another_status_is_refused()
    {
        var waiting = await RecordAsync("waiting");
        var paid = await RecordAsync("paid");

        Should.Throw<HistoryReplayException>(() => HistoryReplay.Run(waiting, Code(context => WaitAsync(context, "waits", "Extra")))).Message.ShouldContain("the code asks for activity 'Extra' (#2), which the history does not hold");
        Should.Throw<HistoryReplayException>(() => HistoryReplay.Run(paid, Code(async context => await Flow(context) + "!")))
            .Message.ShouldContain("its output is \"paid 3!\" instead of \"paid 3\"");
        Should.Throw<HistoryReplayException>(() => HistoryReplay.Run(waiting, Code(context => WaitAsync(context, "elsewhere")))).Message.ShouldContain("custom status");
        Should.Throw<HistoryReplayException>(() => HistoryReplay.Run(paid, new RegistryCatalog(new DurableTaskRegistry())))
            .Message.ShouldContain("no orchestrator 'Flow'");
    }

    [Fact]
    public void Orchestrator_functions_of_an_assembly_are_code_to_replay_against()
    {
        var code = new FunctionOrchestrators([typeof(HistoryReplayTests)]);
        var at = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        HistoryEvent[] history =
        [
            new OrchestratorStarted(at),
            new ExecutionStarted(at, "RecordedGreeting"),
            new ExecutionCompleted(at, OrchestrationRuntimeStatus.Completed, "\"hello Ana\"", null, []),
        ];

        code.Names.ShouldContain("RecordedGreeting");
        HistoryReplay.Run(
            new RecordedInstance(1, "g", "RecordedGreeting", null, OrchestrationRuntimeStatus.Completed, "\"Ana\"", null, null, null, history), code);
    }

    [Function("RecordedGreeting")]
    public static string Greet([OrchestrationTrigger] TaskOrchestrationContext context) => "hello " + context.GetInput<string>();

    private static async Task<RecordedInstance> RecordAsync(string path)
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestrator("Flow", () => new FlowOrchestrator(Flow))
            .AddOrchestratorFunc<int>("Child", _ => 3)
            .AddActivityFunc("Send", _ =>
            {
                if (path == "failed")
                {
                    throw new InvalidOperationException("refused", new TimeoutException("no answer"));
                }
            }));
        await host.StartInstanceAsync("Flow", path, new StartOrchestrationOptions("order"));
        if (path is "paid" or "continued")
        {
            host.RaiseAt(host.Clock.GetUtcNow().AddDays(5), "order", "Paid", new { Amount = 3 });
        }

        await host.AdvanceUntilIdleAsync(path == "waiting" ? TimeSpan.FromDays(1) : null);
        return host.Engine.Record("order")!;
    }

    /// <summary>The beginning of <see cref="Flow"/>, with something else at its end.</summary>
    private static async Task<string> WaitAsync(TaskOrchestrationContext context, string status, string? extra = null)
    {
        await context.CallActivityAsync("Send");
        context.SetCustomStatus(new { At = status });
        var paid = context.WaitForExternalEvent<object>("Paid", TimeSpan.FromDays(30));
        if (extra is not null)
        {
            _ = context.CallActivityAsync(extra);
        }

        await paid;
        return "";
    }

    private static async Task<string> Flow(TaskOrchestrationContext context)
    {
        var path = context.GetInput<string>();
        await context.CallActivityAsync(
            "Send", path, TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromHours(1))));
        context.SetCustomStatus(new { At = "waits" });
        try
        {
            await context.WaitForExternalEvent<object>("Paid", TimeSpan.FromDays(30));
        }
        catch (TaskCanceledException)
        {
            return "unpaid";
        }

        if (path == "continued")
        {
            context.ContinueAsNew("waiting");
            return "";
        }

        return "paid " + await context.CallSubOrchestratorAsync<int>("Child");
    }

    private static RegistryCatalog Code(Func<TaskOrchestrationContext, Task<string>> flow) =>
        new(new DurableTaskRegistry().AddOrchestrator("Flow", () => new FlowOrchestrator(flow)));

    private sealed class FlowOrchestrator(Func<TaskOrchestrationContext, Task<string>> flow) : TaskOrchestrator<string, string>
    {
        public override Task<string> RunAsync(TaskOrchestrationContext context, string input) => flow(context);
    }

    /// <summary>Lists inside records compare by reference; the texts of the events do not.</summary>
    private sealed class EventComparer : IEqualityComparer<HistoryEvent>
    {
        public bool Equals(HistoryEvent? left, HistoryEvent? right) => HistoryCodec.Encode(left!).SequenceEqual(HistoryCodec.Encode(right!));

        public int GetHashCode(HistoryEvent happened) => happened.Timestamp.GetHashCode();
    }
}
