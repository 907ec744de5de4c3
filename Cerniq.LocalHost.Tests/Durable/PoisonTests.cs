using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.Running;
using Cerniq.LocalHost.Durable.Turns;
using Cerniq.LocalHost.Storage;
using Cerniq.LocalHost.Testing;
using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

/// <summary>One instance must not take all others with it.</summary>
public sealed class PoisonTests
{
    [Fact]
    public async Task An_activity_that_kills_the_process_is_given_up_and_all_others_go_on()
    {
        var runs = 0;
        DurableTestHost? host = null;
        await using var owned = host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Deadly", context => context.CallActivityAsync("Kill"))
            .AddOrchestratorFunc<int>("Harmless", context => context.CallActivityAsync<int>("Work"))
            .AddActivityFunc("Kill", _ =>
            {
                runs++;
                host!.Engine.Faults.Cut();
            })
            .AddActivityFunc<int>("Work", _ => 7));
        await StartAsync(host, "Deadly", "deadly");

        for (var restart = 0; restart < Suspects.Deaths + Suspects.DeathsAlone; restart++)
        {
            await host.RestartAsync();
            await host.Engine.WhenIdleAsync();
        }

        host.Engine.Faults.IsCut.ShouldBeFalse();
        var deadly = await host.ReadAsync("deadly");
        deadly.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        deadly.FailureDetails!.ErrorMessage.ShouldContain("'Kill'");
        runs.ShouldBe(Suspects.Deaths + Suspects.DeathsAlone);
        (await host.RunAsync("Harmless")).ReadOutputAs<int>().ShouldBe(7);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_orchestrator_that_kills_the_process_is_set_aside_its_parent_is_told_and_all_others_go_on(bool alsoTheActivity)
    {
        DurableTestHost? host = null;
        var runs = 0;
        await using var owned = host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync("Deadly", options: new TaskOptions().WithInstanceId("deadly")))
            .AddOrchestratorFunc("Deadly", async context =>
            {
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                runs++;
                host!.Engine.Faults.Cut();
            })
            .AddOrchestratorFunc("Kills", context => context.CallActivityAsync("Kill"))
            .AddOrchestratorFunc<string>("Near", context => context.WaitForExternalEvent<string>("Go"))
            .AddActivityFunc("Kill", _ =>
            {
                if (alsoTheActivity)
                {
                    host!.Engine.Faults.Cut();
                }
            }));
        await StartAsync(host, "Parent", "parent");
        await StartAsync(host, "Near", "near");
        await StartAsync(host, "Kills", "kills");
        host.Clock.Advance(TimeSpan.FromHours(1));

        for (var restart = 0; restart < 3 * (Suspects.Deaths + Suspects.DeathsAlone); restart++)
        {
            await host.Engine.WhenIdleAsync();
            await host.RestartAsync();
        }

        await host.Engine.WhenIdleAsync();
        host.Engine.Faults.IsCut.ShouldBeFalse();
        var deadly = await host.ReadAsync("deadly");
        deadly.FailureDetails!.ErrorType.ShouldBe(SettingAside.PoisonousType);
        (await host.StatusAsync("parent")).ShouldBe(OrchestrationRuntimeStatus.Failed);
        runs.ShouldBeLessThanOrEqualTo(Suspects.Deaths + Suspects.DeathsAlone + 2);
        await host.RaiseAsync("near", "Go", "now");
        (await host.ReadAsync("near")).ReadOutputAs<string>().ShouldBe("now");
        (await host.StatusAsync("kills")).ShouldBe(alsoTheActivity ? OrchestrationRuntimeStatus.Failed : OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task A_process_that_lives_for_a_while_ends_the_care()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<string>("Waits", context => context.WaitForExternalEvent<string>("Go")));
        await host.StartInstanceAsync("Waits", options: new StartOrchestrationOptions("first"));
        for (var kill = 0; kill < Suspects.Deaths; kill++)
        {
            host.Engine.Faults.Cut();
            await host.RestartAsync();
        }

        host.Engine.IsCareful.ShouldBeTrue();
        await host.StartInstanceAsync("Waits", options: new StartOrchestrationOptions("second"));
        await host.RaiseAsync("first", "Go", "careful");
        host.Clock.Advance(CarefulTurns.Period);
        host.Engine.IsCareful.ShouldBeFalse();
        await host.RaiseAsync("second", "Go", "free");
        host.Engine.Faults.Cut();
        await host.RestartAsync();

        host.Engine.IsCareful.ShouldBeFalse();
        (await host.ReadAsync("first")).ReadOutputAs<string>().ShouldBe("careful");
        (await host.ReadAsync("second")).ReadOutputAs<string>().ShouldBe("free");
    }

    [Fact]
    public async Task An_activity_that_was_only_near_is_acquitted()
    {
        var near = 0;
        DurableTestHost? host = null;
        await using var owned = host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc("Deadly", context => context.CallActivityAsync("Kill"))
                .AddOrchestratorFunc<int>("Near", context => context.CallActivityAsync<int>("Work"))
                .AddActivityFunc("Kill", _ => host!.Engine.Faults.Cut())
                .AddActivityFunc<int>("Work", _ => ++near),
            options: new DurableOptions { DatabasePath = "", MaxConcurrentActivities = 1 });
        host.Engine.Faults.Hook = (checkpoint, name) => checkpoint == Checkpoint.BeforeActivity && name == "Kill";
        await StartAsync(host, "Deadly", "deadly");
        await host.RestartAsync();
        await host.Engine.WhenIdleAsync();
        await host.RestartAsync();
        host.Engine.Faults.Hook = (_, _) => false;

        for (var restart = 0; restart < Suspects.Deaths + Suspects.DeathsAlone; restart++)
        {
            await host.Engine.WhenIdleAsync();
            await host.RestartAsync();
            if (!host.Engine.Faults.IsCut && await host.Client.GetInstanceAsync("near") is null)
            {
                await StartAsync(host, "Near", "near");
            }
        }

        await host.Engine.WhenIdleAsync();
        (await host.StatusAsync("near")).ShouldBe(OrchestrationRuntimeStatus.Completed);
        (await host.StatusAsync("deadly")).ShouldBe(OrchestrationRuntimeStatus.Failed);
    }

    [Fact]
    public async Task An_orderly_stop_accuses_nobody()
    {
        var runs = 0;
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<int>("Slow", context => context.CallActivityAsync<int>("Work"))
            .AddActivityFunc<int>("Work", async _ =>
            {
                if (++runs <= Suspects.Deaths + Suspects.DeathsAlone)
                {
                    await new TaskCompletionSource().Task;
                }

                return runs;
            }));
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Slow", null, new StartOrchestrationOptions("slow"));
        for (var restart = 0; restart < Suspects.Deaths + Suspects.DeathsAlone; restart++)
        {
            await Eventually.TrueAsync(() => Volatile.Read(ref runs) > restart);
            await host.RestartAsync();
        }

        await host.Engine.WhenIdleAsync();
        (await host.StatusAsync("slow")).ShouldBe(OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_fails_its_instance_tells_the_parent_and_lets_all_others_go_on()
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc("Parent", context =>
                    context.CallSubOrchestratorAsync("Waits", options: new TaskOptions().WithInstanceId("child")))
                .AddOrchestratorFunc<string>("Waits", context => context.WaitForExternalEvent<string>("Go")),
            replays: true);
        await host.StartInstanceAsync("Parent", options: new StartOrchestrationOptions("parent"));
        await host.StartInstanceAsync("Waits", options: new StartOrchestrationOptions("sound"));
        await host.Engine.Store.WriteAsync(session => session
            .Prepare("UPDATE history SET events = x'01ff' WHERE instance = ?1")
            .Bind(1, InstanceTable.Locate(session, "child")!.Value.Seq).Run());

        await host.RaiseAsync("child", "Go", "now");
        for (var i = 0; i < SettingAside.Tries; i++)
        {
            host.Clock.Advance(host.Engine.Options.StoreRetryDelay);
            await host.Engine.WhenIdleAsync();
        }

        await host.RaiseAsync("sound", "Go", "now");
        var child = await host.ReadAsync("child");
        child.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        child.FailureDetails!.ErrorType.ShouldBe(SettingAside.ErrorType);
        (await host.StatusAsync("parent")).ShouldBe(OrchestrationRuntimeStatus.Failed);
        (await host.StatusAsync("sound")).ShouldBe(OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task A_history_or_message_that_cannot_be_read_at_the_start_keeps_nobody_from_starting()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string>("Works", context => context.CallActivityAsync<string>("Do"))
            .AddOrchestratorFunc<string>("Waits", context => context.WaitForExternalEvent<string>("Go"))
            .AddActivityFunc<string>("Do", _ => "done"));
        await host.StartInstanceAsync("Waits", options: new StartOrchestrationOptions("waits"));
        host.Engine.Faults.Hook = (checkpoint, _) => checkpoint == Checkpoint.BeforeActivity;
        await StartAsync(host, "Works", "works");
        await host.Engine.WhenIdleAsync();
        await host.Engine.Store.WriteAsync(session =>
        {
            session.Prepare("UPDATE history SET events = x'00' WHERE instance = ?1")
                .Bind(1, InstanceTable.Locate(session, "works")!.Value.Seq).Run();
            return session.Prepare("INSERT INTO inbox(instance, event) VALUES(?1, x'01')")
                .Bind(1, InstanceTable.Locate(session, "waits")!.Value.Seq).Run();
        });

        await host.RestartAsync();
        for (var i = 0; i < SettingAside.Tries; i++)
        {
            await host.Engine.WhenIdleAsync();
            host.Clock.Advance(host.Engine.Options.StoreRetryDelay);
        }

        await host.Engine.WhenIdleAsync();
        (await host.StatusAsync("works")).ShouldBe(OrchestrationRuntimeStatus.Failed);
        (await host.StatusAsync("waits")).ShouldBe(OrchestrationRuntimeStatus.Failed);
        (await host.RunAsync("Works")).ReadOutputAs<string>().ShouldBe("done");
    }

    [Fact]
    public async Task A_full_disk_refuses_new_work_by_name_and_loses_nothing_that_was_acknowledged()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string, string>("Waits", async (context, input) =>
                input.Length + await context.WaitForExternalEvent<string>("Go")));
        await host.StartInstanceAsync("Waits", "", new StartOrchestrationOptions("first"));
        await host.Engine.Store.WriteAsync(session => Limit(session, 60));

        var (accepted, refused) = (new List<string>(), 0);
        for (var n = 0; n < 60; n++)
        {
            try
            {
                accepted.Add(await host.Client.ScheduleNewOrchestrationInstanceAsync("Waits", new string('x', 8000)));
            }
            catch (StoreException full) when (full.Fault == StoreFault.Full)
            {
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(0);
        await host.Engine.Store.WriteAsync(session => Limit(session, 1_000_000));
        host.Clock.Advance(host.Engine.Options.StoreRetryDelay);
        await host.Engine.WhenIdleAsync();
        foreach (var id in accepted.Append("first"))
        {
            await host.RaiseAsync(id, "Go", "!");
            (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Completed);
        }

        (await host.Client.GetAllInstancesAsync().CountAsync()).ShouldBe(accepted.Count + 1);
    }

    private static bool Limit(StoreSession session, int pages)
    {
        session.Execute($"PRAGMA max_page_count={pages}");
        return true;
    }

    /// <summary>Starts an instance while the power may go: then nobody is told.</summary>
    private static async Task StartAsync(DurableTestHost host, string name, string id)
    {
        try
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync(name, null, new StartOrchestrationOptions(id));
        }
        catch (IOException) when (host.Engine.Faults.IsCut)
        {
            // Cut between the turn and its answer.
        }

        await host.Engine.WhenIdleAsync();
    }
}
