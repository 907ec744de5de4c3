using System.Text.Json;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Payments.Refunds;

/// <summary>Says whether a refund may be paid, by the tenant's rule; opens the task where a person must decide, and reads the
/// decision.</summary>
public sealed class ApproveRefund(
    RefundStore refunds, RefundCredits credits, RefundProgress progress, InvoiceStore invoices, TenantSettings settings, ApprovalStore approvals, TimeProvider clock)
{
    [Function(nameof(ApproveRefund))]
    public async Task<RefundVerdict> Run([ActivityTrigger] RefundKey key, CancellationToken cancellationToken)
    {
        var refund = await refunds.RequireAsync(key, cancellationToken);
        if (refund.Status == RefundStatus.Rejected)
        {
            return RefundVerdict.Refused;
        }

        // As a rule it was taken when the refund was asked for; not when a crash came between.
        if (refund.Status == RefundStatus.Pending && !await credits.TakeAsync(refund, cancellationToken))
        {
            await progress.SettleAsync(key, RefundStatus.Rejected, null, RefundIntake.ExceedsPaid, RefundIntake.CreditGone, cancellationToken);
            return RefundVerdict.Refused;
        }

        if (refund is { Status: RefundStatus.Pending, ApprovalId: null })
        {
            var set = await settings.GetAsync(key.Tenant, cancellationToken);
            var invoice = refund.InvoiceId is { } id ? await invoices.RequireAsync(key.Tenant, id, cancellationToken) : null;
            if (!NeedsApproval(refund, invoice, set))
            {
                return RefundVerdict.Approved;
            }

            await AskAsync(refund, set, cancellationToken);
            return RefundVerdict.Waiting;
        }

        return refund.ApprovalId is { } approval ? await DecisionAsync(refund, approval, cancellationToken) : RefundVerdict.Approved;
    }

    /// <param name="invoice">Null for money that was matched to none.</param>
    internal static bool NeedsApproval(Refund refund, InvoiceRecord? invoice, SettingsSnapshot set)
    {
        // Without a rate nobody can say that it is little.
        var rate = refund.Currency == "RON" ? 1m : refund.Currency == invoice?.Currency ? invoice.ExchangeRate : null;
        return refund.PaysElsewhere || set.Get(SettingsCatalogue.RefundApproval) switch
        {
            "NEVER" => false,
            "ABOVE_AMOUNT" => rate is not { } ron || refund.Amount * ron > set.Get(SettingsCatalogue.RefundApprovalAmount),
            "AFTER_FILING" => invoice is null || invoice.EfacturaJobId is not null,
            _ => true,
        };
    }

    private async Task AskAsync(Refund refund, SettingsSnapshot set, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var opened = await approvals.OpenAsync(
            new Approval
            {
                Tenant = refund.Tenant,
                Id = DeterministicId.Of("refund-approval", refund.Tenant, refund.RefundId),
                Kind = ApprovalKind.Refund,
                Title = $"Refund of {Currencies.Text(refund.Amount, refund.Currency)} to {refund.ClientName}",
                InvoiceId = refund.InvoiceId,
                Details = JsonSerializer.SerializeToElement(
                    new { refund.RefundId, refund.Amount, refund.Currency, refund.ClientName, refund.Iban, refund.PaysElsewhere, refund.Reason, refund.FromCredit }, CerniqJson.Options),
                CorrelationId = refund.CorrelationId,
                CreatedAt = now,
                ExpiresAt = now + TimeSpan.FromHours(set.Get(SettingsCatalogue.ApprovalExpiryHours)),
            },
            cancellationToken);
        await refunds.UpdateAsync(
            new RefundKey(refund.Tenant, refund.RefundId),
            r => r.IsSettled ? null : r with { Status = RefundStatus.PendingApproval, ApprovalId = opened.Id },
            cancellationToken);
    }

    private async Task<RefundVerdict> DecisionAsync(Refund refund, string approvalId, CancellationToken cancellationToken)
    {
        var key = refund.Key;
        var approval = await approvals.GetAsync(key.Tenant, approvalId, cancellationToken)
            ?? throw new InvalidOperationException($"There is no approval {approvalId}.");
        if (approval.Status == ApprovalStatus.Pending && approval.ExpiresAt <= clock.GetUtcNow()
            && await approvals.SettleAsync(key.Tenant, approvalId, ApprovalStatus.Expired, "SYSTEM", null, cancellationToken) is var (expired, _))
        {
            approval = expired;
        }

        switch (approval.Status)
        {
            case ApprovalStatus.Pending:
                return RefundVerdict.Waiting;
            case ApprovalStatus.Approved:
                return RefundVerdict.Approved;
            default:
                await credits.ReturnAsync(refund, cancellationToken);
                await refunds.UpdateAsync(
                    key,
                    r => r.IsSettled ? null : r with
                    {
                        Status = RefundStatus.Rejected,
                        ErrorCode = approval.Status == ApprovalStatus.Expired ? "APPROVAL_EXPIRED" : "REJECTED",
                        Error = approval.Comment,
                    },
                    cancellationToken);
                return RefundVerdict.Refused;
        }
    }
}
