using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Cerniq.Functions.Lifecycle;

/// <summary>A deal that counted as paid until its money was taken back, or that was paid before ANAF had spoken: waits for the payment anew, or for the invoice to be cancelled.
/// The deal's first orchestration has ended by then and cannot go on.</summary>
public static class ReopenedNegotiation
{
    /// <returns>The state the deal ended in.</returns>
    [Function(nameof(ReopenedNegotiation))]
    public static Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new DealProcess(context, context.GetInput<DealKey>()!).WaitUntilPaidOrCancelled();
}
