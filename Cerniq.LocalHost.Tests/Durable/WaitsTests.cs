using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class WaitsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Names_events_timers_and_children(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc("Parent", async context =>
                {
                    await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                    var paid = context.WaitForExternalEvent<string>("Paid", TimeSpan.FromDays(2));
                    await Task.WhenAll(paid, context.CallSubOrchestratorAsync("Child", options: new TaskOptions().WithInstanceId("child")));
                })
                .AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<string>("Booked")),
            replays);
        var began = host.Clock.GetUtcNow().UtcDateTime;
        var id = await host.StartInstanceAsync("Parent");
        await host.AdvanceUntilIdleAsync(TimeSpan.FromHours(5));

        var waits = host.Engine.DescribeWaits(id)!;

        waits.Events.Select(wait => (wait.Name, wait.Since)).ShouldBe([("Paid", began.AddHours(1))]);
        waits.Timers.Select(wait => (wait.DueAt, wait.Since)).ShouldBe([(began.AddHours(49), began.AddHours(1))]);
        waits.SubOrchestrations.Select(wait => (wait.Name, wait.InstanceId, wait.Attempt)).ShouldBe([("Child", "child", 1)]);
        waits.Problem.ShouldBeNull();
        host.Engine.DescribeWaits("child")!.Events.Single().Name.ShouldBe("Booked");
        host.Engine.DescribeWaits("nobody").ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_long_timer_is_one_wait_however_many_links_it_has(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Sleeps", context => context.CreateTimer(TimeSpan.FromDays(14), CancellationToken.None)), replays);
        var began = host.Clock.GetUtcNow().UtcDateTime;
        var id = await host.StartInstanceAsync("Sleeps");

        foreach (var day in new[] { 0, 5, 13 })
        {
            await host.AdvanceUntilIdleAsync(began.AddDays(day) - host.Clock.GetUtcNow().UtcDateTime);
            host.Engine.DescribeWaits(id)!.Timers.Select(wait => (wait.Since, wait.DueAt)).ShouldBe([(began, began.AddDays(14))]);
        }
    }

    [Fact]
    public async Task Names_the_attempt_and_the_last_error_of_a_retry()
    {
        var attempts = 0;
        var second = new TaskCompletionSource();
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Tries", context => context.CallActivityAsync(
                "Send", options: TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMinutes(10)))))
            .AddActivityFunc("Send", _ => ++attempts == 1 ? throw new TimeoutException("no answer") : second.Task));
        var id = await host.StartInstanceAsync("Tries");

        var delay = host.Engine.DescribeWaits(id)!.Timers.Single();
        (delay.Retries!.Name, delay.Retries.Attempt, delay.Retries.LastError!.ErrorMessage).ShouldBe(("Send", 2, "no answer"));

        host.Clock.Advance(TimeSpan.FromMinutes(10));
        while (host.Engine.DescribeWaits(id)!.Activities.Count == 0)
        {
            await Task.Yield();
        }

        var running = host.Engine.DescribeWaits(id)!.Activities.Single();
        (running.Name, running.Attempt, running.LastError!.ErrorType).ShouldBe(("Send", 2, typeof(TimeoutException).FullName!));
        second.SetResult();
    }
}
