using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Tests.Monitor;

/// <summary>Orchestrations in every state an operator meets.</summary>
internal static class MonitorFunctions
{
    public sealed record Order(string Customer, decimal Total);

    [Function(nameof(Deal))]
    public static async Task<Order> Deal([OrchestrationTrigger] TaskOrchestrationContext context, Order? order)
    {
        order ??= new Order("nobody", 0);
        context.SetCustomStatus(new { stage = "PROFORMA_SENT" });
        await context.CallActivityAsync("SendProforma", order);
        return await context.WaitForExternalEvent<Order>("ProformaAccepted", TimeSpan.FromDays(2));
    }

    [Function(nameof(Filing))]
    public static Task Filing([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync(
        "Upload", options: TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMinutes(10))));

    [Function(nameof(Fails))]
    public static Task Fails([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync("Upload");

    [Function(nameof(Family))]
    public static Task Family([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallSubOrchestratorAsync(
        nameof(Deal), new Order("child", 3), new TaskOptions().WithInstanceId($"{context.InstanceId}-child"));

    [Function(nameof(Long))]
    public static async Task Long([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        for (var step = 1; step <= 620; step++)
        {
            await context.CallActivityAsync("Step", step);
        }

        await context.WaitForExternalEvent<string>("Finish");
    }

    [Function("Step")]
    public static int Step([ActivityTrigger] int step) => step;

    [Function("SendProforma")]
    public static string SendProforma([ActivityTrigger] Order order) => $"<b>{order.Customer}</b>";

    [Function("Upload")]
    public static void Upload([ActivityTrigger] string? input) => throw new TimeoutException($"ANAF did not answer{input}.");
}
