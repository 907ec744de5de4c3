using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Retention;
using Cerniq.LocalHost.Storage;
using Cerniq.LocalHost.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

/// <summary>A store as a former release left it opens, and what was under way in it goes on.</summary>
public sealed class FormerStoreTests : IAsyncLifetime
{
    private const long HighestEver = 70;

    private static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 30, 0, TimeSpan.Zero);
    private static readonly DateTime Then = Start.UtcDateTime;
    private static readonly string Long = $"\"{new string('l', 3000)}\"";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("former-");
    private DurableTestHost _host = null!;

    public async Task InitializeAsync()
    {
        var options = new DurableOptions { DatabasePath = Path.Combine(_folder.FullName, "hub.db") };
        await using (var store = StoreDatabase.Open(options.DatabasePath, DurableSchema.Current.UpTo(2)))
        {
            await store.WriteAsync(Fill);
        }

        // Step by step, as releases followed each other.
        await StoreDatabase.Open(options.DatabasePath, DurableSchema.Current.UpTo(5)).DisposeAsync();
        _host = await DurableTestHost.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<string, string>("Waits", async (context, input) =>
                    input.Length + await context.WaitForExternalEvent<string>("Go"))
                .AddOrchestratorFunc<string, string>("Works", async (context, input) =>
                    input + await context.CallActivityAsync<string>("Do"))
                .AddOrchestratorFunc<string>("Begins", _ => Task.FromResult("begun"))
                .AddActivityFunc("Do", _ => "done"),
            options,
            clock: new ManualTimeProvider(Start.AddDays(2)));
        await _host.Engine.WhenIdleAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_had_work_is_taken_up()
    {
        (await _host.ReadAsync("works")).ReadOutputAs<string>().ShouldBe("in-done");
        (await _host.ReadAsync("begins")).ReadOutputAs<string>().ShouldBe("begun");
    }

    [Fact]
    public async Task What_waits_keeps_its_input_and_goes_on_with_its_event()
    {
        (await _host.ReadAsync("waits")).SerializedInput.ShouldBe(Long);
        _host.Engine.ListWaitingSince(Start.AddDays(1), 10).Values.Select(found => found.InstanceId).ShouldBe(["waits"]);

        await _host.RaiseAsync("waits", "Go", "!");

        (await _host.ReadAsync("waits")).ReadOutputAs<string>().ShouldBe("3000!");
        (await _host.ReadAsync("waits")).SerializedInput.ShouldBe(Long);
        _host.Engine.ListWaitingSince(Start.AddDays(9), 10).Values.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_had_ended_shows_its_output_or_failure_and_is_purged_by_age()
    {
        (await _host.ReadAsync("ended")).ReadOutputAs<string>().ShouldBe("out");
        (await _host.ReadAsync("ended")).ReadInputAs<string>().ShouldBe("in-");
        (await _host.ReadAsync("failed")).FailureDetails!.ErrorMessage.ShouldBe("no");
        var listed = new List<string>();
        await foreach (var one in _host.Client.GetAllInstancesAsync(
            new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed], FetchInputsAndOutputs: true)))
        {
            listed.Add($"{one.InstanceId} {one.SerializedOutput}");
        }

        listed.ShouldBe(["works \"in-done\"", "begins \"begun\"", "ended \"out\"", "failed "], ignoreOrder: true);

        (await _host.Engine.PurgeEndedAsync(Start.AddDays(1), RetentionOptions.Default, CancellationToken.None)).Purged.ShouldBe(2);

        (await _host.Client.GetInstanceAsync("ended")).ShouldBeNull();
        (await _host.Client.GetInstanceAsync("waits")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Numbers_go_on_after_the_highest_ever_given()
    {
        await _host.StartInstanceAsync("Begins", "", new StartOrchestrationOptions("new"));

        _host.Engine.Store.Read(session => InstanceTable.Locate(session, "new"))!.Value.Seq.ShouldBeGreaterThan(HighestEver);
    }

    private static bool Fill(StoreSession session)
    {
        HistoryEvent[] began = [new OrchestratorStarted(Then)];
        Insert(session, 3, "waits", "Waits", OrchestrationRuntimeStatus.Running, 0, Long, null, [.. began, new ExecutionStarted(Then, "Waits")]);
        Insert(session, 4, "works", "Works", OrchestrationRuntimeStatus.Running, 1, "\"in-\"", null,
            [.. began, new ExecutionStarted(Then, "Works"), new TaskScheduled(Then, 0, "Do", null, null, 1, null)]);
        Insert(session, 5, "begins", "Begins", OrchestrationRuntimeStatus.Pending, 1, "\"\"", null, []);
        Insert(session, 6, "ended", "Works", OrchestrationRuntimeStatus.Completed, 0, "\"in-\"", "\"out\"",
            [.. began, new ExecutionStarted(Then, "Works"), new ExecutionCompleted(Then, OrchestrationRuntimeStatus.Completed, "\"out\"", null, [])]);
        Insert(session, 7, "failed", "Works", OrchestrationRuntimeStatus.Failed, 0, null, null, began);
        var failure = new EventWriter();
        failure.Failure(new TaskFailureDetails("Trouble", "no", null, null, null));
        session.Prepare("INSERT INTO payload(instance, failure) VALUES(7, ?1)").Bind(1, failure.Written).Run();
        Insert(session, HighestEver, "purged", "Works", OrchestrationRuntimeStatus.Completed, 0, null, null, []);
        session.Execute($"DELETE FROM instance WHERE seq = {HighestEver}");
        return true;
    }

    private static void Insert(
        StoreSession session,
        long seq,
        string id,
        string name,
        OrchestrationRuntimeStatus status,
        int work,
        string? input,
        string? output,
        HistoryEvent[] history)
    {
        session.Prepare(
            """
            INSERT INTO instance(seq, id, name, execution, status, created, updated, begun, events, work)
            VALUES(?1, ?2, ?3, 'e', ?4, ?5, ?5, ?6, ?7, ?8)
            """)
            .Bind(1, seq).Bind(2, id).Bind(3, name).Bind(4, (long)status).Bind(5, Then.Ticks)
            .Bind(6, history.Length > 0 ? 1 : 0).Bind(7, history.Length).Bind(8, work)
            .Run();
        if (input is not null || output is not null)
        {
            session.Prepare("INSERT INTO payload(instance, input, output) VALUES(?1, ?2, ?3)").Bind(1, seq).Bind(2, input).Bind(3, output).Run();
        }

        if (history.Length > 0)
        {
            HistoryTable.Append(session, seq, 0, HistoryCodec.Encode(history));
        }
    }
}
