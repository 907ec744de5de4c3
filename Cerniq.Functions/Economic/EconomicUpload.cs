using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Cerniq.Functions.Economic;

/// <summary>Books an invoice in e-conomic, in all the books it belongs into. Fails softly: the deal goes on without it.</summary>
public static class EconomicBooking
{
    [Function(nameof(EconomicBooking))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var invoice = context.GetInput<EconomicInvoice>()!;
        var queued = await context.CallActivityAsync<EconomicKey[]>(nameof(QueueEconomicUploads), invoice, EconomicUpload.Stored);
        await Task.WhenAll(queued.Select(upload => context.CallSubOrchestratorAsync(
            nameof(EconomicUpload), upload, new SubOrchestrationOptions(instanceId: upload.InstanceId))));
    }
}

/// <summary>One upload: a voucher, then its PDF. At once, then by the schedule, then when a person says so.</summary>
public static class EconomicUpload
{
    /// <summary>Raised by a person: go on now.</summary>
    public const string RetryEvent = "Retry";

    /// <summary>What these steps must survive is our own store's trouble; the service's is in their answers.</summary>
    internal static TaskOptions Stored { get; } =
        TaskOptions.FromRetryPolicy(new RetryPolicy(10, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(1)));

    [Function(nameof(EconomicUpload))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var upload = context.GetInput<EconomicKey>()!;
        var asked = context.WaitForExternalEvent<string>(RetryEvent);
        for (var failures = 0; ;)
        {
            var voucher = await context.CallActivityAsync<EconomicAttempt>(nameof(PostVoucher), upload, Stored);
            if (voucher.Succeeded)
            {
                await context.CallActivityAsync<EconomicAttempt>(nameof(AttachInvoicePdf), upload, Stored);
                return;
            }

            // A limit that is used up is waited for and is no failure.
            var hasFailed = voucher.RetryAfter is null;
            failures += hasFailed ? 1 : 0;
            var pause = hasFailed ? EconomicSchedule.PauseAfter(failures) : voucher.RetryAfter;
            var wasAsked = pause is { } wait && await PauseOrRetry(context, asked, wait);
            if (hasFailed && !wasAsked && failures >= EconomicSchedule.MaxAttempts
                && await context.CallActivityAsync<bool>(nameof(GiveUpEconomicUpload), upload, Stored))
            {
                context.SetCustomStatus("e-conomic refused again and again: waiting for a person");
                await asked;
                context.SetCustomStatus(null);
                wasAsked = true;
            }

            asked = wasAsked ? context.WaitForExternalEvent<string>(RetryEvent) : asked;
        }
    }

    /// <returns>True when a person asked: that event is used up. One that did not come may still.</returns>
    private static async Task<bool> PauseOrRetry(TaskOrchestrationContext context, Task<string> asked, TimeSpan wait)
    {
        using var enough = new CancellationTokenSource();
        var wasAsked = await Task.WhenAny(asked, context.CreateTimer(wait, enough.Token)) == asked;
        if (wasAsked)
        {
            enough.Cancel();
        }

        return wasAsked;
    }
}

/// <param name="Words">The service's own words when it did not succeed.</param>
/// <param name="RetryAfter">When only a limit stood in the way: how long to wait.</param>
public sealed record EconomicAttempt(bool Succeeded, string? Words, TimeSpan? RetryAfter = null);
