using Cerniq.LocalHost.Tests.Durable.Crashes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Tests.Hosting.Processes;

/// <summary>Work that notes when it begins and when it has ended, and between the two waits for a file.</summary>
internal sealed class GatedWork(LineFile effects, string gate)
{
    public async Task<string> DoAsync(string what)
    {
        effects.Add($"{what} begins");
        while (!File.Exists(gate))
        {
            await Task.Delay(20);
        }

        effects.Add($"{what} ends");
        return what;
    }
}

/// <summary>One function of each trigger, and an orchestration of two steps.</summary>
internal sealed class HostChildFunctions(GatedWork work)
{
    [Function("Request")]
    public async Task<IResult> RequestAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        Results.Text(await work.DoAsync($"request {request.Method}"));

    [Function("Message")]
    public Task MessageAsync([ServiceBusTrigger("jobs")] string job, int deliveryCount) => work.DoAsync($"message {job}.{deliveryCount}");

    [Function("Timer")]
    public Task TimerAsync([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) => work.DoAsync($"timer {timer.IsPastDue}");

    [Function("Flow")]
    public static async Task<string> Flow([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync<string>("Step", "1") + await context.CallActivityAsync<string>("Step", "2");

    [Function("Step")]
    public Task<string> StepAsync([ActivityTrigger] string step) => work.DoAsync($"step {step}");
}
