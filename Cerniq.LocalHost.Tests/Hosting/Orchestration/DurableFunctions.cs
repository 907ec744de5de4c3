using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Hosting.Orchestration;

internal sealed record Basket(string Customer, int[] Prices);

internal sealed record Receipt(string Customer, int Total);

internal sealed class Ledger
{
    public ConcurrentQueue<string> Entries { get; } = [];

    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A small durable app: HTTP starters, orchestrators and activities.</summary>
internal sealed class DurableFunctions(Ledger ledger)
{
    [Function("Start")]
    public static async Task<IActionResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "start/{orchestrator}/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string orchestrator,
        string id)
    {
        var input = request.HasJsonContentType() ? await request.ReadFromJsonAsync<Basket>(request.HttpContext.RequestAborted) : null;
        var instance = await client.ScheduleNewOrchestrationInstanceAsync(
            orchestrator, input, new StartOrchestrationOptions { InstanceId = id }, request.HttpContext.RequestAborted);
        return new AcceptedResult($"/status/{instance}", new { instance });
    }

    [Function("Raise")]
    public static async Task<IActionResult> RaiseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "raise/{id}/{name}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string name)
    {
        await client.RaiseEventAsync(id, name, 30, request.HttpContext.RequestAborted);
        return new AcceptedResult();
    }

    [Function(nameof(Checkout))]
    public static async Task<Receipt> Checkout([OrchestrationTrigger] TaskOrchestrationContext context, Basket basket)
    {
        var sums = await Task.WhenAll(basket.Prices.Select(price => context.CallActivityAsync<int>("AddVat", price)));
        return await context.CallActivityAsync<Receipt>("Print", new Receipt(basket.Customer, sums.Sum()));
    }

    [Function(nameof(WaitForPrice))]
    public async Task<int> WaitForPrice([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var price = await context.WaitForExternalEvent<int>("price");
        return await context.CallActivityAsync<int>("AddVat", price);
    }

    [Function(nameof(Recover))]
    public static async Task<string> Recover([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallActivityAsync("Refuse");
            return "unexpected";
        }
        catch (TaskFailedException failed)
        {
            return $"{failed.FailureDetails.ErrorType}: {failed.FailureDetails.ErrorMessage}";
        }
    }

    [Function(nameof(Misfit))]
    public static async Task<string> Misfit([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            return await context.CallActivityAsync<string>("AddVat", "not a number");
        }
        catch (TaskFailedException failed)
        {
            return failed.FailureDetails.ErrorType;
        }
    }

    [Function(nameof(Stray))]
    public static async Task Stray([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await Task.Delay(1);
        await context.CallActivityAsync("AddVat", 1);
    }

    [Function(nameof(Hold))]
    public static Task<string> Hold([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<string>("Held");

    [Function("AddVat")]
    public int AddVat([ActivityTrigger] int price, FunctionContext context, string instanceId)
    {
        ledger.Entries.Enqueue($"{context.FunctionDefinition.Name} {price} of {instanceId}");
        return price + (price / 5);
    }

    [Function("Print")]
    public static Task<Receipt> PrintAsync([ActivityTrigger] Receipt receipt, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(receipt with { Customer = receipt.Customer.ToUpperInvariant() });
    }

    [Function("Refuse")]
    public static void Refuse([ActivityTrigger] string? input) => throw new NotSupportedException(input ?? "never");

    [Function("Held")]
    public async Task<string> HeldAsync([ActivityTrigger] string? input, CancellationToken cancellation)
    {
        ledger.Entries.Enqueue("held");
        await ledger.Gate.Task.WaitAsync(cancellation);
        return input ?? "let go";
    }
}
