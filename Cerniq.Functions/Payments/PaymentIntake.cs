using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Cerniq.Functions.Payments;

/// <summary>Which transaction to look at.</summary>
public sealed record TransactionKey(string Tenant, string TransactionId, string CorrelationId)
{
    public string Subject => $"payment/{TransactionId}";

    /// <summary>The transaction's orchestration.</summary>
    public string InstanceId => $"payment-{TenantId.InInstanceId(Tenant)}-{TransactionId}";
}

/// <summary>A transaction on its way into our books: read from Revolut, recorded, matched, told to its deal.</summary>
public static class PaymentIntake
{
    /// <summary>Raised when Revolut says that something happened to the transaction.</summary>
    public const string ChangedEvent = "Changed";

    /// <summary>How long a pending transaction is looked at again by itself; every event about it starts another look.</summary>
    private static readonly int[] PendingMinutes = [1, 5, 15, 60, 240, 720, 1440];

    [Function(nameof(PaymentIntake))]
    public static async Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key = context.GetInput<TransactionKey>()!;
        var change = context.WaitForExternalEvent<string>(ChangedEvent);
        for (var look = 0; ; look++)
        {
            var seen = await context.CallActivityAsync<TransactionSeen>(nameof(RecordTransaction), key, Patiently);
            if (seen.PaymentId is { } paymentId)
            {
                await context.CallActivityAsync<string>(nameof(ReconcilePayment), new PaymentKey(key, paymentId), Patiently);
            }

            if (seen.IsPending)
            {
                context.SetCustomStatus("pending at Revolut");
                await PauseOrChange(context, change, TimeSpan.FromMinutes(PendingMinutes[Math.Min(look, PendingMinutes.Length - 1)]));
            }

            if (!change.IsCompleted && (!seen.IsPending || look >= PendingMinutes.Length - 1))
            {
                return seen.IsPending ? "STILL_PENDING" : seen.Reason;
            }

            // What happened while a look was on its way may not have been seen by it: there is another one.
            change = change.IsCompleted ? context.WaitForExternalEvent<string>(ChangedEvent) : change;
        }
    }

    /// <param name="change">The one event that is waited for, over all pauses: a waiter left behind would swallow what comes between them.</param>
    private static async Task PauseOrChange(TaskOrchestrationContext context, Task<string> change, TimeSpan pause)
    {
        using var changed = new CancellationTokenSource();
        if (await Task.WhenAny(change, context.CreateTimer(pause, changed.Token)) == change)
        {
            changed.Cancel();
        }
    }

    /// <summary>Revolut may be away for a day; the catch-up finds what outlasts even that.</summary>
    private static TaskOptions Patiently { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(30, TimeSpan.FromSeconds(2), 2, TimeSpan.FromHours(1)));
}

/// <param name="PaymentId">The payment it was recorded as; null when it is none (yet).</param>
/// <param name="Reason">Why it is none.</param>
public sealed record TransactionSeen(string? PaymentId, bool IsPending, string Reason);

public sealed record PaymentKey(TransactionKey Transaction, string PaymentId);
