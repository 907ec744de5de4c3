using Cerniq.Functions.Audit;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Payments.Refunds;

/// <summary>Sends an approved refund to Revolut. That Revolut will not pay it is an answer, not an exception.</summary>
public sealed class PayRefund(RefundStore refunds, RefundSender sender, RefundProgress progress, TimeProvider clock)
{
    [Function(nameof(PayRefund))]
    public async Task<RefundStatus> Run([ActivityTrigger] RefundKey key, CancellationToken cancellationToken)
    {
        var refund = await refunds.UpdateAsync(
            key, r => r.IsSettled || r.SentAt is not null ? null : r with { SentAt = clock.GetUtcNow() }, cancellationToken);
        if (refund.IsSettled || refund.Status == RefundStatus.Processing)
        {
            return refund.Status;
        }

        using var scope = new CallScope(key.Tenant, key.Subject, refund.CorrelationId).Enter();
        try
        {
            var receipt = await sender.SendAsync(refund, cancellationToken);
            refund = await refunds.UpdateAsync(
                key,
                r => r.IsSettled ? null : r with
                {
                    Status = RefundStatus.Processing,
                    RevolutRefundId = receipt.TransactionId,
                    RevolutStatus = receipt.State,
                },
                cancellationToken);
        }
        catch (RefundRefusedException refused)
        {
            refund = await progress.SettleAsync(key, RefundStatus.Failed, null, refused.Code, refused.Message, cancellationToken);
        }
        catch (ServiceRefusedException refused) when (refused.Fault.Kind is FaultKind.Validation or FaultKind.NotFound)
        {
            refund = await progress.SettleAsync(key, RefundStatus.Failed, null, "REFUSED_BY_REVOLUT", refused.Fault.Words, cancellationToken);
        }
        catch (TenantNotConfiguredException missing)
        {
            refund = await progress.SettleAsync(key, RefundStatus.Failed, null, "REVOLUT_NOT_CONFIGURED", missing.Message, cancellationToken);
        }

        return refund.Status;
    }
}

/// <summary>Reads from Revolut how a sent refund stands.</summary>
public sealed class FollowRefund(RefundStore refunds, RevolutClients clients, TenantConnections connections, RefundProgress progress)
{
    [Function(nameof(FollowRefund))]
    public async Task<RefundStatus> Run([ActivityTrigger] RefundKey key, CancellationToken cancellationToken)
    {
        var refund = await refunds.RequireAsync(key, cancellationToken);
        if (refund.IsSettled || refund.RevolutRefundId is not { } transactionId)
        {
            return refund.Status;
        }

        using var scope = new CallScope(key.Tenant, key.Subject, refund.CorrelationId).Enter();
        var client = clients.For(key.Tenant, await connections.RevolutAsync(key.Tenant, cancellationToken));
        if (await client.GetTransactionAsync(transactionId, cancellationToken) is { } transaction)
        {
            await progress.NoteAsync(key.Tenant, transaction, cancellationToken);
        }

        return (await refunds.RequireAsync(key, cancellationToken)).Status;
    }
}
