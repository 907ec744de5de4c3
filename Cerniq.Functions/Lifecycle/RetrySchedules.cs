using Cerniq.Functions.Oblio.Queues;
using Cerniq.Functions.Services;
using Microsoft.DurableTask;

namespace Cerniq.Functions.Lifecycle;

/// <summary>The retry tables of the Oblio document, section 7.2: only what waiting can mend is tried again.</summary>
internal static class RetrySchedules
{
    /// <summary>3 retries, 2 s doubled, at most 30 s.</summary>
    public static TaskOptions ClientValidate { get; } = Of(retries: 3, firstSeconds: 2, maxSeconds: 30);

    /// <summary>5 retries, 3 s doubled, at most 60 s.</summary>
    public static TaskOptions ProformaCreate { get; } = Of(retries: 5, firstSeconds: 3, maxSeconds: 60);

    /// <summary>As for proformas; the effect ledger asks Oblio before a retry.</summary>
    public static TaskOptions InvoiceCreate { get; } = Of(retries: 5, firstSeconds: 3, maxSeconds: 60);

    /// <summary>3 retries, 3 s doubled, at most 30 s; the effect ledger asks Oblio before a retry.</summary>
    public static TaskOptions InvoiceCancel { get; } = Of(retries: 3, firstSeconds: 3, maxSeconds: 30);

    /// <summary>Steps that only touch our own store.</summary>
    public static TaskOptions Records { get; } = Of(retries: 5, firstSeconds: 1, maxSeconds: 30);

    private static TaskOptions Of(int retries, int firstSeconds, int maxSeconds) =>
        TaskOptions.FromRetryPolicy(
            new RetryPolicy(
                retries + 1, TimeSpan.FromSeconds(firstSeconds), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(maxSeconds))
            {
                HandleFailure = failure =>
                    !failure.IsCausedBy<ServiceRefusedException>()
                    && !failure.IsCausedBy<ServiceLimitedException>()
                    && !failure.IsCausedBy<QueuePausedException>()
                    && !failure.IsCausedBy<InvalidTransitionException>(),
            });
}
