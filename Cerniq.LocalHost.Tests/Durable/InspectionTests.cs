using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.Retention;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class InspectionTests
{
    [Fact]
    public async Task Lists_open_instances_by_how_long_they_have_waited()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Ends", _ => { })
            .AddOrchestratorFunc("Waits", async context =>
            {
                await context.WaitForExternalEvent<string>("One");
                await context.WaitForExternalEvent<string>("Two");
            }));
        foreach (var id in new[] { "a", "b", "c", "d" })
        {
            await host.StartInstanceAsync("Waits", options: new StartOrchestrationOptions(id));
            host.Clock.Advance(TimeSpan.FromHours(1));
        }

        await host.StartInstanceAsync("Ends", options: new StartOrchestrationOptions("done"));
        await host.RaiseAsync("a", "One");
        await host.Client.SuspendInstanceAsync("b");
        await host.Engine.WhenIdleAsync();
        host.Clock.Advance(TimeSpan.FromHours(1));
        var now = host.Clock.GetUtcNow();

        host.Engine.ListWaitingSince(now.AddHours(-2), 10).Values.Select(found => found.InstanceId).ShouldBe(["b", "c", "d"]);

        var first = host.Engine.ListWaitingSince(now, 3);
        var second = host.Engine.ListWaitingSince(now, 3, first.ContinuationToken);
        first.Values.Concat(second.Values).Select(found => found.InstanceId).Order().ShouldBe(["a", "b", "c", "d"]);
        first.Values[0].InstanceId.ShouldBe("b");
        second.ContinuationToken.ShouldBeNull();
        Should.Throw<ArgumentException>(() => host.Engine.ListWaitingSince(now, 3, "nonsense"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wait_is_reckoned_from_its_beginning_whatever_else_happens_to_the_instance(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc("Sleeps", context => context.CreateTimer(TimeSpan.FromDays(90), CancellationToken.None))
                .AddOrchestratorFunc("Retries", context => context.CallActivityAsync(
                    "Fails", options: TaskOptions.FromRetryPolicy(new RetryPolicy(1000, TimeSpan.FromHours(1)))))
                .AddOrchestratorFunc("Ticks", async context =>
                {
                    var paid = context.WaitForExternalEvent<string>("Paid");
                    while (!paid.IsCompleted)
                    {
                        await Task.WhenAny(paid, context.WaitForExternalEvent<string>("Tick"));
                    }

                    await context.WaitForExternalEvent<string>("Booked");
                })
                .AddActivityFunc("Fails", _ => throw new TimeoutException("no answer")),
            replays);
        foreach (var name in new[] { "Sleeps", "Retries", "Ticks" })
        {
            await host.StartInstanceAsync(name, options: new StartOrchestrationOptions(name));
        }

        var began = host.Clock.GetUtcNow();
        await host.AdvanceUntilIdleAsync(TimeSpan.FromDays(10));
        await host.RaiseAsync("Ticks", "Tick");

        string[] Waiting(DateTimeOffset since) =>
            [.. host.Engine.ListWaitingSince(since, 10).Values.Select(found => found.InstanceId).Order()];
        Waiting(began).ShouldBe(["Retries", "Sleeps", "Ticks"]);
        Waiting(began.AddTicks(-1)).ShouldBeEmpty();
        host.Engine.Summarise("Sleeps")!.Updated.ShouldBeGreaterThan(began.UtcDateTime.AddDays(8));
        host.Engine.DescribeWaits("Retries")!.Timers.Single().Retries!.Since.ShouldBe(began.UtcDateTime);

        await host.RaiseAsync("Ticks", "Paid");
        Waiting(began).ShouldBe(["Retries", "Sleeps"]);
        Waiting(host.Clock.GetUtcNow()).ShouldBe(["Retries", "Sleeps", "Ticks"]);
        await host.RestartAsync();
        Waiting(began).ShouldBe(["Retries", "Sleeps"]);
    }

    [Fact]
    public async Task A_rewound_instance_is_open_again_and_no_longer_old()
    {
        var fails = true;
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Tries", async context =>
            {
                await context.CallActivityAsync("Try");
                await context.WaitForExternalEvent<string>("One");
            })
            .AddActivityFunc("Try", _ =>
            {
                if (fails)
                {
                    throw new TimeoutException("no answer");
                }
            }));
        var id = await host.StartInstanceAsync("Tries");
        host.Clock.Advance(TimeSpan.FromDays(40));
        fails = false;
        await host.Client.RewindInstanceAsync(id, "it answers again");
        await host.Engine.WhenIdleAsync();
        host.Clock.Advance(TimeSpan.FromDays(40));
        var now = host.Clock.GetUtcNow();

        host.Engine.ListWaitingSince(now.AddDays(-39), 10).Values.Select(found => found.InstanceId).ShouldBe([id]);
        host.Engine.ListWaitingSince(now.AddDays(-41), 10).Values.ShouldBeEmpty();
        (await host.Engine.PurgeEndedAsync(now, RetentionOptions.Default, CancellationToken.None)).Purged.ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public async Task A_search_for_a_kind_of_wait_gives_every_match_once_however_few_they_are_among_many(int top)
    {
        const int count = 600;
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Event", context => context.WaitForExternalEvent<string>("Go"))
            .AddOrchestratorFunc("Timer", context => context.CreateTimer(TimeSpan.FromDays(30), CancellationToken.None)));
        for (var i = 0; i < count; i++)
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync(i % 90 == 5 ? "Timer" : "Event", null, new StartOrchestrationOptions($"{i:000}"));
        }

        await host.Engine.WhenIdleAsync();
        host.Clock.Advance(TimeSpan.FromHours(1));
        var search = new WaitSearch(host.Engine, new WaitFilter(TimeSpan.FromMinutes(1), ["timer"]), host.Clock.GetUtcNow());

        var found = new List<string>();
        var answers = new List<FoundInstances>();
        do
        {
            answers.Add(search.Find(top, answers.LastOrDefault()?.Continuation, static _ => true));
            found.AddRange(answers[^1].Found.Select(instance => instance.InstanceId));
        }
        while (answers[^1].Continuation is not null);

        found.ShouldBe(["005", "095", "185", "275", "365", "455", "545"], ignoreOrder: true);
        answers.SkipLast(1).ShouldAllBe(answer => answer.Found.Count == top);
        answers.Sum(answer => answer.LookedAt).ShouldBe(count);
    }

    [Fact]
    public async Task Lists_the_newest_first_and_continues_where_a_page_ended()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Ends", _ => { })
            .AddOrchestratorFunc("Waits", context => context.WaitForExternalEvent<string>("One")));
        for (var i = 0; i < 6; i++)
        {
            await host.StartInstanceAsync(i % 3 == 0 ? "Ends" : "Waits", options: new StartOrchestrationOptions($"i{i}"));
            host.Clock.Advance(TimeSpan.FromMinutes(i % 2));
        }

        string[] Read(OrchestrationQuery query)
        {
            var first = host.Engine.ListNewest(query);
            var second = host.Engine.ListNewest(query with { ContinuationToken = first.ContinuationToken, PageSize = 100 });
            second.ContinuationToken.ShouldBeNull();
            return [.. first.Values.Concat(second.Values).Select(found => found.InstanceId)];
        }

        Read(new OrchestrationQuery(PageSize: 4)).ShouldBe(["i5", "i4", "i3", "i2", "i1", "i0"]);
        Read(new OrchestrationQuery(PageSize: 1, Statuses: [OrchestrationRuntimeStatus.Completed])).ShouldBe(["i3", "i0"]);
        Read(new OrchestrationQuery(PageSize: 2, Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Running]))
            .ShouldBe(["i5", "i4", "i3", "i2", "i1", "i0"]);
        var start = host.Clock.GetUtcNow().AddMinutes(-3);
        Read(new OrchestrationQuery(start, start, PageSize: 1)).ShouldBe(["i1", "i0"]);
    }

    [Fact]
    public async Task An_instance_whose_history_cannot_be_read_is_shown_with_the_reason()
    {
        var folder = Directory.CreateTempSubdirectory("sick-");
        var path = Path.Combine(folder.FullName, "hub.db");
        await using (var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Waits", context => context.WaitForExternalEvent<string>("One")),
            options: new DurableOptions { DatabasePath = path }))
        {
            await host.StartInstanceAsync("Waits", options: new StartOrchestrationOptions("sick"));
            await using (var store = StoreDatabase.Open(path, DurableSchema.Current))
            {
                await store.WriteAsync(session => session.Prepare("UPDATE history SET events = x'63ff'").Run());
            }

            var found = host.Engine.Inspect("sick")!;

            found.Summary.Status.ShouldBe(OrchestrationRuntimeStatus.Running);
            found.Waits.Problem!.ShouldStartWith("What it waits for cannot be told: ");
            found.History.ShouldBeEmpty();
        }

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(InstancePlaces.OpenSql, "instance_by_place (place>? AND place<?)")]
    [InlineData(InstancePlaces.EndedSql, "instance_by_place (place>? AND place<?)")]
    [InlineData(InstancePlaces.WithWorkSql, "instance_by_place (place>? AND place<?)")]
    [InlineData(EndedInstances.Sql, "instance_by_place (place>? AND place<?)")]
    [InlineData(InstancesByCreation.AllSql, "instance_by_created (created>? AND created<?)")]
    [InlineData(InstancesByCreation.StatusSql, "instance_by_status (status=? AND created>? AND created<?)")]
    public async Task The_queries_walk_their_index_and_sort_nothing(string sql, string index)
    {
        var folder = Directory.CreateTempSubdirectory("plan-");
        await using (var store = StoreDatabase.Open(Path.Combine(folder.FullName, "hub.db"), DurableSchema.Current))
        {
            var plan = store.Read(session =>
            {
                using var query = session.Prepare("EXPLAIN QUERY PLAN " + sql);
                var steps = new List<string>();
                while (query.Step())
                {
                    steps.Add(query.Text(3));
                }

                return steps;
            });

            plan.ShouldHaveSingleItem().ShouldContain($"USING INDEX {index}");
        }

        folder.Delete(recursive: true);
    }
}
