using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Cerniq.Functions.Economic;

/// <summary>Books an invoice in e-conomic: a voucher, then its PDF. Fails softly: the deal goes on without it.</summary>
public static class EconomicUpload
{
    /// <summary>Raised by a person: try again now.</summary>
    public const string RetryEvent = "Retry";

    [Function(nameof(EconomicUpload))]
    public static async Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var upload = context.GetInput<EconomicKey>()!;
        if (!await context.CallActivityAsync<bool>(nameof(QueueEconomicUpload), upload, Stored))
        {
            return "NA"; // this tenant does not use e-conomic
        }

        for (var attempt = 1; ; attempt++)
        {
            var voucher = await context.CallActivityAsync<EconomicAttempt>(nameof(PostVoucher), upload, Stored);
            if (voucher.Succeeded)
            {
                await context.CallActivityAsync<EconomicAttempt>(nameof(AttachInvoicePdf), upload, Stored);
                return "UPLOADED";
            }

            await PauseOrRetry(context, EconomicSchedule.PauseAfter(attempt));
        }
    }

    /// <summary>What these steps must survive is our own store's trouble; the service's is in their answers.</summary>
    private static TaskOptions Stored { get; } =
        TaskOptions.FromRetryPolicy(new RetryPolicy(10, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(1)));

    private static async Task PauseOrRetry(TaskOrchestrationContext context, TimeSpan? pause)
    {
        var asked = context.WaitForExternalEvent<string>(RetryEvent);
        if (pause is not { } wait)
        {
            context.SetCustomStatus("e-conomic refused five times: waiting for a person");
            await asked;
            context.SetCustomStatus(null);
            return;
        }

        using var enough = new CancellationTokenSource();
        var timer = context.CreateTimer(wait, enough.Token);
        if (await Task.WhenAny(asked, timer) == asked)
        {
            enough.Cancel();
        }
    }
}

/// <param name="Words">The service's own words when it did not succeed.</param>
public sealed record EconomicAttempt(bool Succeeded, string? Words);
