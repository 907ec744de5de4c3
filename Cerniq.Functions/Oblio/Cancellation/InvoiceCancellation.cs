using Cerniq.Functions.Approvals;
using Cerniq.Functions.Economic;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Lifecycle;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>Cancels an invoice: approval, storno, records, deal, refund, corrective deal, filing of the storno (worker 22).</summary>
public static class InvoiceCancellation
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <returns>The status it ended in.</returns>
    [Function(nameof(InvoiceCancellation))]
    public static async Task<CancellationStatus> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key = context.GetInput<CancellationKey>()!;
        var opening = await context.CallActivityAsync<CancellationOpening>(nameof(PrepareCancellation), key, RetrySchedules.Records);
        var patiently = new PatientCalls(context, new DealKey(key.Tenant, opening.NegotiationId));
        if (opening.Status is not (CancellationStatus.AwaitingApproval or CancellationStatus.Processing))
        {
            return opening.Status;
        }

        if (opening.ApprovalId is { } approvalId && await IsDeclined(context, patiently, key, approvalId) is { } declined)
        {
            return declined;
        }

        if (!await patiently.Call<bool>(nameof(IssueStorno), key, RetrySchedules.InvoiceCancel))
        {
            return CancellationStatus.Refused;
        }

        await patiently.Call<string>(nameof(ArchiveStornoPdf), key, RetrySchedules.InvoiceCancel);
        await patiently.Call<string>(nameof(TellDealOfStorno), key, RetrySchedules.Records);
        await patiently.Call<string>(nameof(OfferRefund), key, RetrySchedules.Records);
        await patiently.Call<string>(nameof(OpenCorrectiveDeal), key, RetrySchedules.Records);
        var booking = BookStorno(context, key); // beside the filing, and never in its way
        await FileStorno(context, patiently, key);
        await booking;
        return CancellationStatus.Processed;
    }

    /// <returns>Null when it was approved.</returns>
    private static async Task<CancellationStatus?> IsDeclined(
        TaskOrchestrationContext context, PatientCalls patiently, CancellationKey key, string approvalId)
    {
        context.SetCustomStatus("waiting for approval");
        var approval = new ApprovalKey(key.Tenant, approvalId);
        var decision = await context.CallSubOrchestratorAsync<ApprovalStatus>(
            nameof(ApprovalWait), approval, new SubOrchestrationOptions(instanceId: approval.InstanceId));
        context.SetCustomStatus(null);
        return decision == ApprovalStatus.Approved
            ? null
            : await patiently.Call<CancellationStatus>(nameof(GiveCancellationUp), new DeclinedCancellation(key, decision), RetrySchedules.Records);
    }

    private static Task BookStorno(TaskOrchestrationContext context, CancellationKey key)
    {
        var storno = new EconomicInvoice(key.Tenant, InvoiceIds.OfStorno(key.Tenant, key.CancellationId));
        return context.CallSubOrchestratorAsync(
            nameof(EconomicBooking), storno, new SubOrchestrationOptions(instanceId: storno.InstanceId));
    }

    /// <summary>ANAF has to hear of the storno if, and after, it has heard of the invoice.</summary>
    private static async Task FileStorno(TaskOrchestrationContext context, PatientCalls patiently, CancellationKey key)
    {
        for (var pause = FirstLook; ; pause = pause + pause < LongestPause ? pause + pause : LongestPause)
        {
            var filing = await patiently.Call<StornoFiling>(nameof(QueueStornoForEFactura), key, RetrySchedules.Records);
            if (filing.QueueId is { } queueId)
            {
                var entry = new EFacturaKey(key.Tenant, queueId);
                await context.CallSubOrchestratorAsync<EFacturaOutcome>(
                    nameof(EFacturaSubmission), entry, new SubOrchestrationOptions(instanceId: entry.InstanceId));
                return;
            }

            if (!filing.AskAgain)
            {
                return;
            }

            context.SetCustomStatus("waiting for ANAF's answer to the invoice before its storno is filed");
            await context.CreateTimer(pause, CancellationToken.None);
        }
    }
}

/// <summary>What the orchestration needs to know of the cancellation; no personal data.</summary>
public sealed record CancellationOpening(string NegotiationId, CancellationStatus Status, string? ApprovalId);

public sealed record DeclinedCancellation(CancellationKey Key, ApprovalStatus Decision);

/// <param name="QueueId">The storno's entry, when it is to be filed.</param>
/// <param name="AskAgain">True while the invoice's own filing is not settled.</param>
public sealed record StornoFiling(long? QueueId, bool AskAgain);
