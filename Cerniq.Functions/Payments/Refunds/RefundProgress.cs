using Cerniq.Functions.Audit;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Payments.Refunds;

/// <summary>Writes down what became of a refund, and tells people when it is nothing good.</summary>
public sealed class RefundProgress(RefundStore refunds, RefundCredits credits, Alerts alerts, IAuditSink audit, MoneyMetrics metrics, TimeProvider clock)
{
    /// <summary>Takes note of a transaction, if it pays a refund of ours.</summary>
    /// <returns>False when it does not.</returns>
    public async Task<bool> NoteAsync(string tenant, RevolutTransaction transaction, CancellationToken cancellationToken)
    {
        if (await refunds.OfTransactionAsync(tenant, transaction.Id, cancellationToken) is not { } refund)
        {
            return false;
        }

        var status = StatusOf(transaction.State);
        await SettleAsync(
            new RefundKey(tenant, refund.RefundId), status, transaction.State, transaction.ReasonCode, null, cancellationToken,
            status == RefundStatus.Completed ? transaction.CompletedAt : null);
        return true;
    }

    /// <param name="at">When it came to that; now, when Revolut does not say.</param>
    public async Task<Refund> SettleAsync(
        RefundKey key, RefundStatus status, string? state, string? code, string? words, CancellationToken cancellationToken, DateTimeOffset? at = null)
    {
        await MoveCreditAsync(key, status, state, cancellationToken);
        RefundStatus? before = null;
        var after = await refunds.UpdateAsync(
            key,
            r =>
            {
                before = r.Status;
                return IsNews(r, status, state) ? r with
                {
                    Status = status,
                    RevolutStatus = state ?? r.RevolutStatus,
                    ErrorCode = code?.ToUpperInvariant() ?? r.ErrorCode,
                    Error = words ?? r.Error,
                    SettledAt = status == RefundStatus.Processing ? null : at ?? clock.GetUtcNow(),
                }
                : null;
            },
            cancellationToken);
        if (before != after.Status)
        {
            Count(after);
            await AuditAsync(after, cancellationToken);
            await WarnAsync(after, cancellationToken);
        }

        return after;
    }

    /// <summary>Before the news is written: what a crash cuts short, the same news does again.</summary>
    private async Task MoveCreditAsync(RefundKey key, RefundStatus status, string? state, CancellationToken cancellationToken)
    {
        var refund = await refunds.RequireAsync(key, cancellationToken);
        if (!IsNews(refund, status, state))
        {
            return;
        }

        if (Refund.IsLost(status))
        {
            await credits.ReturnAsync(refund, cancellationToken);
        }
        else if (status == RefundStatus.Completed)
        {
            await credits.CloseAsync(refund, cancellationToken);
        }
    }

    /// <summary>Two may have asked Revolut at one time and one of them writes late: a refund never goes back to where it was.</summary>
    internal static bool IsNews(Refund refund, RefundStatus status, string? state) => (StageOf(status) - StageOf(refund.Status)) switch
    {
        > 0 => true,
        0 => refund.Status == status && state is not null && refund.RevolutStatus != state,
        _ => false,
    };

    private static int StageOf(RefundStatus status) => status switch
    {
        RefundStatus.Pending or RefundStatus.PendingApproval => 0,
        RefundStatus.Processing => 1,
        RefundStatus.Completed => 2,
        _ => 3,
    };

    public static RefundStatus StatusOf(string state) => state switch
    {
        "completed" => RefundStatus.Completed,
        "failed" => RefundStatus.Failed,
        "declined" => RefundStatus.Declined,
        "reverted" => RefundStatus.Reverted,
        _ => RefundStatus.Processing,
    };

    private void Count(Refund refund)
    {
        metrics.Refunds.Add(1, new("tenant_id", refund.Tenant), new("status", refund.Status.ToString().ToUpperInvariant()));
        if (refund.Status == RefundStatus.Completed)
        {
            metrics.RefundedAmount.Add((double)refund.Amount, new("tenant_id", refund.Tenant), new("currency", refund.Currency));
        }
    }

    private Task AuditAsync(Refund refund, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            new AuditEntry(
                refund.Tenant,
                $"refund/{refund.RefundId}",
                AuditKind.Decision,
                $"refund {refund.Status}",
                "ok",
                refund.CorrelationId,
                clock.GetUtcNow(),
                Actor: "SYSTEM",
                Detail: refund.ErrorCode),
            cancellationToken);

    private async Task WarnAsync(Refund refund, CancellationToken cancellationToken)
    {
        if (refund.Status is RefundStatus.Failed or RefundStatus.Declined or RefundStatus.Reverted)
        {
            await alerts.RaiseAsync(
                refund.Tenant,
                new AlertNotice(
                    $"refund/{refund.RefundId}",
                    AlertKind.RefundNotPaid,
                    AlertSeverity.Critical,
                    $"A refund of {Currencies.Text(refund.Amount, refund.Currency)} was not paid: {refund.ErrorCode ?? refund.RevolutStatus}",
                    refund.Error ?? "See to the cause, then ask for the refund again.",
                    $"refund/{refund.RefundId}")
                {
                    Facts = AlertFacts.Of(
                        ("amount", Currencies.Number(refund.Amount, refund.Currency)), ("currency", refund.Currency), ("error", $"{refund.ErrorCode ?? $"{refund.RevolutStatus}"} {refund.Error}".Trim())),
                },
                cancellationToken);
        }
    }
}
