using System.Text.RegularExpressions;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

/// <summary>No statement of the engine reads rows that it does not need. Every statement that a full scenario uses is asked for
/// its plan, so that a new one cannot be forgotten.</summary>
public sealed partial class QueryPlanTests
{
    /// <summary>Statements that return, or remove, every row of what they walk.</summary>
    private static readonly Dictionary<string, string> Whole = new(StringComparer.Ordinal)
    {
        ["SELECT no, instance, event FROM inbox ORDER BY no"] = "SCAN inbox",
        ["FROM suspect"] = "SCAN suspect",
        ["FROM engine"] = "SCAN engine",
        ["UPDATE engine"] = "SCAN engine",
    };

    [Fact]
    public async Task No_statement_scans_what_it_does_not_return_and_none_sorts()
    {
        await using var host = await Hosts.StartAsync(Tasks);
        await UseEverythingAsync(host.Client, host.Engine.WhenIdleAsync);
        await host.RestartAsync();
        await UseEverythingAsync(host.Client, host.Engine.WhenIdleAsync);
        var statements = host.Engine.Store.Statements.Where(text => text.Contains("FROM") || text.StartsWith("UPDATE")).ToArray();

        statements.Length.ShouldBeGreaterThan(25);
        foreach (var statement in statements)
        {
            foreach (var step in Plan(host.Engine.Store, statement))
            {
                (IsNarrow(step) || Whole.Any(pair => statement.Contains(pair.Key) && step.StartsWith(pair.Value, StringComparison.Ordinal)))
                    .ShouldBeTrue($"«{statement}»: {step}");
            }
        }
    }

    [Theory]
    [InlineData("INDEXED BY instance_by_status_and_id", "SEARCH i USING INDEX instance_by_status_and_id (status=? AND id>? AND id<?)")]
    [InlineData("INDEXED BY instance_by_status ", "SEARCH i USING INDEX instance_by_status (status=? AND created>? AND created<?)")]
    [InlineData("INDEXED BY instance_by_id", "SEARCH i USING INDEX instance_by_id (id>? AND id<?)")]
    [InlineData("INDEXED BY instance_by_created", "SEARCH i USING INDEX instance_by_created (created>? AND created<?)")]
    [InlineData("INDEXED BY instance_by_place WHERE i.place >= ?1", "SEARCH i USING INDEX instance_by_place (place>? AND place<?)")]
    [InlineData("SELECT due, instance, task FROM timer", "SEARCH timer USING PRIMARY KEY ((due,instance,task)>(?,?,?) AND due<?)")]
    [InlineData("SELECT min(due) FROM timer", "SEARCH timer")]
    [InlineData("FROM history WHERE instance", "SEARCH history USING PRIMARY KEY (instance=?)")]
    public async Task Lists_due_timers_and_histories_are_found_along_their_index(string part, string plan)
    {
        await using var host = await Hosts.StartAsync(Tasks);
        await UseEverythingAsync(host.Client, host.Engine.WhenIdleAsync);
        host.Engine.NextTimerDue();
        var statements = host.Engine.Store.Statements.Where(text => text.Contains(part) && text.StartsWith("SELECT")).ToArray();

        statements.ShouldNotBeEmpty();
        statements.ShouldAllBe(statement => Plan(host.Engine.Store, statement)[0].StartsWith(plan));
    }

    [Fact]
    public async Task A_turn_that_changes_neither_status_nor_place_rewrites_no_index()
    {
        await using var host = await Hosts.StartAsync(Tasks);
        await UseEverythingAsync(host.Client, host.Engine.WhenIdleAsync);
        var updates = host.Engine.Store.Statements.Where(text => text.StartsWith("UPDATE instance SET updated")).ToArray();

        var narrow = updates.Where(text => !text.Contains(", status =") && !text.Contains(", place =")).ShouldHaveSingleItem();
        WritesToIndexes(host.Engine.Store, narrow).ShouldBe(0);
        var wide = updates.Except([narrow]).ToArray();
        wide.ShouldNotBeEmpty();
        wide.ShouldAllBe(text => WritesToIndexes(host.Engine.Store, text) > 0);
    }

    /// <summary>Each is a page for every instance that begins. The one by parent is for those that have one.</summary>
    [Fact]
    public async Task A_new_instance_is_entered_into_five_indexes_and_that_by_parent()
    {
        await using var host = await Hosts.StartAsync(Tasks);
        await host.StartInstanceAsync("Child");
        var insert = host.Engine.Store.Statements.Where(text => text.StartsWith("INSERT INTO instance")).ShouldHaveSingleItem();

        WritesToIndexes(host.Engine.Store, insert).ShouldBe(6);
    }

    private static int WritesToIndexes(StoreDatabase store, string statement) => store.Read(session =>
    {
        var writes = 0;
        using var program = session.Prepare("EXPLAIN " + statement);
        while (program.Step())
        {
            writes += program.Text(1) is "IdxDelete" or "IdxInsert" ? 1 : 0;
        }

        return writes;
    });

    /// <summary>"SEARCH TABLE instance AS i" of one release of SQLite is "SEARCH i" of the next.</summary>
    [GeneratedRegex(@"^(?<how>SEARCH|SCAN) TABLE (?:\w+ AS (?=\w))?(?<what>\w+)", RegexOptions.None, 1000)]
    private static partial Regex OlderWords();

    private static bool IsNarrow(string step) => step.StartsWith("SEARCH", StringComparison.Ordinal) || step is "SCAN CONSTANT ROW";

    private static List<string> Plan(StoreDatabase store, string statement) => store.Read(session =>
    {
        var steps = new List<string>();
        using var plan = session.Prepare("EXPLAIN QUERY PLAN " + statement);
        while (plan.Step())
        {
            steps.Add(OlderWords().Replace(plan.Text(3), "${how} ${what}"));
        }

        return steps;
    });

    private static void Tasks(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<int>("Parent", async context =>
        {
            await context.CallActivityAsync("Do");
            await context.CallSubOrchestratorAsync("Child");
            using var cancelled = new CancellationTokenSource();
            _ = context.CreateTimer(TimeSpan.FromDays(1), cancelled.Token);
            context.SendEvent("nobody", "Hello", "you");
            await context.WaitForExternalEvent<string>("Go");
            await cancelled.CancelAsync();
            return 1;
        })
        .AddOrchestratorFunc("Child", _ => { })
        .AddOrchestratorFunc<int>("Again", async (context, round) =>
        {
            await context.WaitForExternalEvent<string>("Go");
            if (round == 0)
            {
                context.ContinueAsNew(1);
            }
        })
        .AddOrchestratorFunc("Fails", _ => throw new InvalidOperationException("no"))
        .AddActivityFunc("Do", _ => { });

    private static async Task UseEverythingAsync(DurableTaskClient client, Func<Task> idle)
    {
        var parent = await client.ScheduleNewOrchestrationInstanceAsync("Parent");
        var again = await client.ScheduleNewOrchestrationInstanceAsync("Again", 0);
        var fails = await client.ScheduleNewOrchestrationInstanceAsync("Fails");
        var waits = await client.ScheduleNewOrchestrationInstanceAsync("Again", 1);
        await client.ScheduleNewOrchestrationInstanceAsync(
            "Parent", null, new StartOrchestrationOptions { StartAt = DateTimeOffset.UtcNow.AddYears(50) });
        await idle();
        foreach (var id in new[] { parent, again, again })
        {
            await client.RaiseEventAsync(id, "Go", "now");
            await idle();
        }

        await client.SuspendInstanceAsync(waits);
        await client.ResumeInstanceAsync(waits);
        await client.TerminateInstanceAsync(waits, new TerminateInstanceOptions { Recursive = true });
        await client.RewindInstanceAsync(fails, "again");
        await idle();
        await client.RestartAsync(parent);
        await idle();
        await ListAsync(client);
        await client.PurgeInstanceAsync(again, new PurgeInstanceOptions { Recursive = true });
        await client.PurgeAllInstancesAsync(new PurgeInstancesFilter(null, null, [OrchestrationRuntimeStatus.Terminated]));
        await idle();
    }

    private static async Task ListAsync(DurableTaskClient client)
    {
        await client.ListInstanceIdsAsync();
        OrchestrationRuntimeStatus[]? some = [OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Completed];
        foreach (var statuses in new[] { null, some })
        {
            foreach (var prefix in new[] { null, "a" })
            {
                foreach (var payloads in new[] { false, true })
                {
                    var query = new OrchestrationQuery { Statuses = statuses, InstanceIdPrefix = prefix, FetchInputsAndOutputs = payloads, PageSize = 1 };
                    await foreach (var _ in client.GetAllInstancesAsync(query))
                    {
                    }
                }
            }
        }
    }
}
