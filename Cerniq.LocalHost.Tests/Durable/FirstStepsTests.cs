using Cerniq.LocalHost.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class FirstStepsTests
{
    [Fact]
    public async Task Runs_activities_a_timer_and_an_event_to_completion()
    {
        await using var host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string, string>("Greet", async (context, name) =>
            {
                var greeting = await context.CallActivityAsync<string>("Say", name);
                await context.CreateTimer(TimeSpan.FromDays(90), CancellationToken.None);
                var signature = await context.WaitForExternalEvent<string>("Signed");
                return $"{greeting} {signature}";
            })
            .AddActivityFunc<string, string>("Say", (_, name) => $"Hello {name}"));

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Greet", "Ana");
        await host.AdvanceUntilIdleAsync();
        (await host.Client.GetInstanceAsync(id))!.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Running);
        await host.Client.RaiseEventAsync(id, "signed", "from Cluj");

        var done = await host.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        done.ReadOutputAs<string>().ShouldBe("Hello Ana from Cluj");
        done.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
    }
}
