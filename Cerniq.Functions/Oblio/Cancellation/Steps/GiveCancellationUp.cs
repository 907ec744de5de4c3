using Cerniq.Functions.Approvals;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>Nobody approved: the quantities are free again.</summary>
public sealed class GiveCancellationUp(CancellationStore cancellations, InvoiceStore invoices, ApprovalStore approvals)
{
    [Function(nameof(GiveCancellationUp))]
    public async Task<CancellationStatus> Run([ActivityTrigger] DeclinedCancellation declined, CancellationToken cancellationToken)
    {
        var key = declined.Key;
        await invoices.UpdateAsync(key.Tenant, key.InvoiceId, invoice => invoice.Without(key.CancellationId), cancellationToken);
        var cancellation = await cancellations.RequireAsync(key, cancellationToken);
        var approval = await approvals.GetAsync(key.Tenant, cancellation.ApprovalId!, cancellationToken);
        var expired = declined.Decision == ApprovalStatus.Expired;
        var given = await cancellations.UpdateAsync(
            key,
            c => c with
            {
                Status = expired ? CancellationStatus.Expired : CancellationStatus.Rejected,
                Refusal = expired
                    ? new CancellationRefusal("APPROVAL_EXPIRED", "Nobody decided in time.")
                    : new CancellationRefusal("APPROVAL_REJECTED", $"{approval?.DecidedBy}: {approval?.Comment}"),
            },
            cancellationToken);
        return given.Status;
    }
}
