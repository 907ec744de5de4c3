using Cerniq.Functions.Lifecycle;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Testing;

namespace Cerniq.Functions.Tests.Replay;

/// <summary>Today's orchestrators against histories that earlier ones left: whoever breaks an instance in flight learns of it here, not
/// from a deal that stops half-way.</summary>
/// <remarks>To record anew, after a change that is meant to end the old paths: delete the files and run the tests with
/// <c>CERNIQ_RECORD_HISTORIES</c> set to their folder.</remarks>
public sealed class RecordedHistoriesTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Replay", "Histories");

    private static readonly FunctionOrchestrators Code = new(typeof(NegotiationLifecycle).Assembly);

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Todays_code_takes_the_path_that_was_recorded(string file) =>
        HistoryReplay.Run(RecordedInstance.Parse(File.ReadAllText(Path.Combine(Folder, file))), Code);

    [Fact]
    public void Every_orchestrator_has_a_recorded_history() =>
        Code.Names.Except(Directory.GetFiles(Folder).Select(file => Path.GetFileName(file).Split('.')[0])).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Files))]
    public void A_history_that_lost_a_step_is_refused(string file)
    {
        var recorded = RecordedInstance.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        var step = recorded.History.OfType<TaskScheduled>().First();
        var changed = recorded.History.Select(happened => happened == step ? step with { Name = step.Name + "Renamed" } : happened);

        Should.Throw<HistoryReplayException>(() => HistoryReplay.Run(recorded with { History = [.. changed] }, Code));
    }
}
