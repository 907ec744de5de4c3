using Cerniq.LocalHost.Durable.Running;
using Cerniq.LocalHost.Tests.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Testing;

public sealed class DurableTestHostTests
{
    [Fact]
    public async Task Steps_from_one_thing_that_happens_to_the_next()
    {
        var seen = new List<string>();
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Reminds", async context =>
            {
                for (var day = 30; day <= 90; day += 30)
                {
                    await context.CreateTimer(TimeSpan.FromDays(30), CancellationToken.None);
                    await context.CallActivityAsync("Remind", day);
                }
            })
            .AddActivityFunc<int>("Remind", (_, day) => seen.Add($"day {day}")),
            options: new Cerniq.LocalHost.Durable.DurableOptions { DatabasePath = "", MaximumTimerInterval = TimeSpan.FromDays(60) });
        var began = host.Clock.GetUtcNow();
        var id = await host.StartInstanceAsync("Reminds");
        host.At(began.AddDays(45), _ =>
        {
            seen.Add("planned");
            return Task.CompletedTask;
        });

        var instants = new List<double>();
        while (await host.AdvanceToNextAsync())
        {
            instants.Add((host.Clock.GetUtcNow() - began).TotalDays);
        }

        instants.ShouldBe([30, 45, 60, 90]);
        seen.ShouldBe(["day 30", "planned", "day 60", "day 90"]);
        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Completed);
        (await host.AdvanceToNextAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Raises_events_at_their_instants_after_the_timers_of_the_same_instant()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<string>("Waits", async context =>
        {
            using var late = new CancellationTokenSource();
            var paid = context.WaitForExternalEvent<string>("Paid");
            var due = context.CreateTimer(TimeSpan.FromDays(10), late.Token);
            var first = await Task.WhenAny(paid, due);
            return first == paid ? await paid : "late, then " + await paid;
        }));
        var began = host.Clock.GetUtcNow();
        foreach (var day in new[] { 3, 10 })
        {
            await host.StartInstanceAsync("Waits", options: new StartOrchestrationOptions($"d{day}"));
            host.RaiseAt(began.AddDays(day), $"d{day}", "Paid", $"day {day}");
        }

        await host.AdvanceUntilIdleAsync();

        (await host.ReadAsync("d3")).ReadOutputAs<string>().ShouldBe("day 3");
        (await host.ReadAsync("d10")).ReadOutputAs<string>().ShouldBe("late, then day 10");
    }

    [Theory]
    [InlineData(Checkpoint.BeforeActivity, 1)]
    [InlineData(Checkpoint.AfterActivity, 2)]
    public async Task Cuts_the_power_between_an_effect_and_its_record(Checkpoint checkpoint, int runs)
    {
        var effects = 0;
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Pays", async context =>
            {
                await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                await context.CallActivityAsync("Pay");
            })
            .AddActivityFunc("Pay", _ => { effects++; }));
        var id = await host.StartInstanceAsync("Pays");
        host.CutPowerAt(checkpoint, "pay");

        await host.AdvanceUntilIdleAsync();
        host.IsPowerCut.ShouldBeTrue();
        await host.RestartAsync();
        await host.AdvanceUntilIdleAsync();

        effects.ShouldBe(runs);
        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Completed);
    }
}
