using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class ExternalEventTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_nobody_waits_for_are_kept_in_order_and_names_ignore_case(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc<string>("Collect", async context =>
            {
                await context.WaitForExternalEvent<string>("Open");
                return await context.WaitForExternalEvent<string>("item") + await context.WaitForExternalEvent<string>("ITEM");
            }),
            replays);

        var id = await host.StartInstanceAsync("Collect");
        await host.RaiseAsync(id, "Item", "a");
        await host.RaiseAsync(id, "Item", "b");
        await host.RaiseAsync(id, "open");

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("ab");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_newest_waiter_gets_the_first_event(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc<string[]>("Two", async context =>
            {
                var older = context.WaitForExternalEvent<string>("Paid");
                var newer = context.WaitForExternalEvent<string>("Paid");
                return await Task.WhenAll(older, newer);
            }),
            replays);

        var id = await host.StartInstanceAsync("Two");
        await host.RaiseAsync(id, "Paid", "first");
        await host.RaiseAsync(id, "Paid", "second");

        (await host.ReadAsync(id)).ReadOutputAs<string[]>().ShouldBe(["second", "first"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_timed_out_waiter_on_top_swallows_the_next_event(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc<string>("Patient", async context =>
            {
                try
                {
                    return await context.WaitForExternalEvent<string>("Paid", TimeSpan.FromDays(1));
                }
                catch (TaskCanceledException)
                {
                    await context.WaitForExternalEvent<string>("Again");
                }

                return await context.WaitForExternalEvent<string>("Paid");
            }),
            replays);

        var id = await host.StartInstanceAsync("Patient");
        await host.AdvanceUntilIdleAsync(TimeSpan.FromDays(2));
        await host.RaiseAsync(id, "Paid", "lost");
        await host.RaiseAsync(id, "Again");
        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Running);
        await host.RaiseAsync(id, "Paid", "kept");

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("kept");
    }

    [Fact]
    public async Task A_waiter_registered_before_the_event_saves_it_from_a_timed_out_one()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<string>("Renews", async context =>
        {
            try
            {
                return await context.WaitForExternalEvent<string>("Paid", TimeSpan.FromDays(1));
            }
            catch (TaskCanceledException)
            {
                return await context.WaitForExternalEvent<string>("Paid");
            }
        }));

        var id = await host.StartInstanceAsync("Renews");
        await host.AdvanceUntilIdleAsync(TimeSpan.FromDays(2));
        await host.RaiseAsync(id, "Paid", "kept");

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("kept");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_event_in_time_cancels_the_timer_so_the_instance_ends_at_once(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc<string>(
                "Timed", context => context.WaitForExternalEvent<string>("Paid", TimeSpan.FromDays(1))),
            replays);

        var id = await host.StartInstanceAsync("Timed");
        await host.RaiseAsync(id, "Paid", "in time");

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("in time");
        host.Engine.NextTimerDue().ShouldBeNull();
    }

    [Fact]
    public async Task Waiting_for_one_name_as_two_types_is_refused()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc("Confused", async context =>
        {
            _ = context.WaitForExternalEvent<string>("Paid");
            await context.WaitForExternalEvent<int>("paid");
        }));

        (await host.RunAsync("Confused")).FailureDetails!.ErrorType.ShouldBe(typeof(ArgumentException).FullName);
    }

    [Fact]
    public async Task An_event_for_a_missing_or_finished_instance_is_dropped()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc("Quick", _ => { }));
        var id = await host.StartInstanceAsync("Quick");

        await host.RaiseAsync(id, "Late");
        await host.RaiseAsync("nobody", "Late");

        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Completed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_instance_sends_an_event_to_another(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<string>("Listener", context => context.WaitForExternalEvent<string>("Word"))
                .AddOrchestratorFunc<string>("Speaker", (context, target) => context.SendEvent(target, "Word", "hello")),
            replays);

        var listener = await host.StartInstanceAsync("Listener");
        await host.StartInstanceAsync("Speaker", listener);

        (await host.ReadAsync(listener)).ReadOutputAs<string>().ShouldBe("hello");
    }

    [Fact]
    public async Task An_event_of_the_wrong_shape_fails_the_wait()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<int>(
            "Number", context => context.WaitForExternalEvent<int>("Number")));

        var id = await host.StartInstanceAsync("Number");
        await host.RaiseAsync(id, "Number", "not a number");

        (await host.ReadAsync(id)).FailureDetails!.IsCausedBy<System.Text.Json.JsonException>().ShouldBeTrue();
    }
}
