using System.Text.Json;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Payments.Refunds;

/// <summary>What a decision about a refund sets in motion: a refund that waits for it goes on at once; the offer that a cancellation
/// left becomes a refund when it is approved.</summary>
public sealed class RefundApprovals(RefundIntake intake, Alerts alerts)
{
    /// <summary>Safe to repeat.</summary>
    public async Task FollowAsync(DurableTaskClient client, Approval approval, CancellationToken cancellationToken)
    {
        var asked = Read(approval);
        if (asked.RefundId is { } refundId)
        {
            await WakeAsync(client, new RefundKey(approval.Tenant, refundId), cancellationToken);
        }
        else if (approval.Status == ApprovalStatus.Approved)
        {
            await PayAsync(client, approval, asked, cancellationToken);
        }
    }

    /// <summary>A refund whose work has not begun reads the decision when it does.</summary>
    private static async Task WakeAsync(DurableTaskClient client, RefundKey key, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(key.InstanceId, cancellation: cancellationToken) is { IsCompleted: false })
        {
            await client.RaiseEventAsync(key.InstanceId, RefundPayment.ChangedEvent, "decision", cancellationToken);
        }
    }

    /// <summary>The refund has the approval's id, so that one approval pays once.</summary>
    private async Task PayAsync(DurableTaskClient client, Approval approval, Asked asked, CancellationToken cancellationToken)
    {
        var outcome = await intake.TakeAsync(
            client,
            new RefundRequest(
                approval.Tenant, approval.Id, approval.InvoiceId!, asked.Amount, asked.Currency!, asked.ClientId, asked.Reason, approval.CorrelationId)
            {
                ApprovalId = approval.Id,
            },
            cancellationToken);
        if (outcome.Refund is null)
        {
            await alerts.RaiseAsync(
                approval.Tenant,
                new AlertNotice(
                    $"refund/{approval.Id}",
                    AlertKind.RefundNotPaid,
                    AlertSeverity.Critical,
                    $"An approved refund of {Currencies.Text(asked.Amount, asked.Currency)} cannot be paid: {outcome.Code}",
                    $"{outcome.Words} Then ask for the refund of invoice {approval.InvoiceId} again.",
                    $"refund/{approval.Id}")
                {
                    Facts = AlertFacts.Of(("amount", Currencies.Number(asked.Amount, asked.Currency)), ("currency", asked.Currency), ("error", $"{outcome.Code} {outcome.Words}".Trim())),
                },
                cancellationToken);
        }
    }

    private static Asked Read(Approval approval) =>
        approval.Details is { } details ? details.Deserialize<Asked>(CerniqJson.Options)! : new Asked(null, 0m, null, null, null);

    private sealed record Asked(string? RefundId, decimal Amount, string? Currency, string? ClientId, string? Reason);
}
