using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Cerniq.Functions.Lifecycle;

/// <summary>The business process: a deal from CLOSING to PAID (design section 3).</summary>
public static class NegotiationLifecycle
{
    /// <returns>The state the deal ended in.</returns>
    [Function(nameof(NegotiationLifecycle))]
    public static async Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var deal = new DealProcess(context, context.GetInput<DealKey>()!);

        if (await deal.ValidateClientUntilItIsRight() is { } givenUp) // CLOSING ⇄ NEEDS_CLIENT_FIX
        {
            return await deal.End(givenUp); //                           → DEAD
        }

        await deal.SendProforma(); //                                    → PROFORMA_SENT

        var answer = await deal.AnswerToProforma(); //                   accepted, rejected or expired
        if (!answer.Accepted)
        {
            return await deal.End(answer); //                            → DEAD
        }

        await deal.IssueInvoice(answer); //                              → PROFORMA_ACCEPTED → INVOICED

        var booking = deal.BookInEconomic(); //                          beside the filing, and never in its way
        await deal.FileEFacturaUntilAccepted(); //                       → EINVOICE_PENDING ⇄ EINVOICE_REJECTED → EINVOICE_ACCEPTED
        var end = await deal.WaitUntilPaidOrCancelled(); //              → PAID, or DEAD where the invoice was cancelled
        await booking;

        return end;
    }
}
