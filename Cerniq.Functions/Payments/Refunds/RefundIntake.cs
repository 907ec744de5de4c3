using Cerniq.Functions.Audit;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Payments.Refunds;

/// <summary>A refund that is asked for, by a person or because of a storno.</summary>
/// <param name="RefundId">A UUID; asking again with the same one is the same refund.</param>
public sealed record RefundRequest(
    string Tenant, string RefundId, string? InvoiceId, decimal Amount, string Currency, string? ClientId, string? Reason, string CorrelationId)
{
    /// <summary>The payment to give money back of that no invoice has; null for the money of an invoice.</summary>
    public string? PaymentId { get; init; }

    /// <summary>The approval it was born of; null when the tenant's rule is still to be asked.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>Where to pay to, when the invoice's client has no account or another is meant; a person must approve such a refund.</summary>
    public string? Iban { get; init; }
}

/// <summary>The refund that was taken in, or why not.</summary>
/// <param name="Code">Such as <c>CLIENT_NO_BANK_ACCOUNT</c>; null when it was.</param>
public sealed record RefundOutcome(Refund? Refund, string? Code, string Words);

/// <summary>Takes refunds in: checks what can be checked before any money moves, and starts the work.</summary>
public sealed class RefundIntake(
    RefundStore refunds, RefundSources sources, RefundCredits credits, RefundProgress progress, IAuditSink audit, TimeProvider clock)
{
    /// <summary>More is asked for than was paid, or than is left of it.</summary>
    internal const string ExceedsPaid = "EXCEEDS_PAID_AMOUNT";

    internal const string CreditGone = "What was left of the payment was matched or refunded meanwhile.";

    public async Task<RefundOutcome> TakeAsync(DurableTaskClient client, RefundRequest asked, CancellationToken cancellationToken)
    {
        var outcome = await RecordAsync(asked, cancellationToken);
        if (outcome.Refund is { IsSettled: false } refund)
        {
            await StartAsync(client, new RefundKey(refund.Tenant, refund.RefundId), cancellationToken);
        }

        return outcome;
    }

    /// <summary>Starts the work on a refund unless it is under way or done.</summary>
    public static async Task StartAsync(DurableTaskClient client, RefundKey key, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(key.InstanceId, cancellation: cancellationToken) is not null)
        {
            return;
        }

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(RefundPayment), key, new StartOrchestrationOptions(key.InstanceId), cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The two hosts say «already exists» by different exceptions; what counts is that it now exists.
            if (await client.GetInstanceAsync(key.InstanceId, cancellation: cancellationToken) is null)
            {
                throw;
            }
        }
    }

    internal async Task<RefundOutcome> RecordAsync(RefundRequest asked, CancellationToken cancellationToken)
    {
        if (await refunds.GetAsync(asked.Tenant, asked.RefundId, cancellationToken) is { } known)
        {
            return await AcceptAsync(asked, known, cancellationToken);
        }

        var (source, refusal) = await sources.FindAsync(asked, cancellationToken);
        if (source is null)
        {
            return refusal!;
        }

        var (refund, left) = await refunds.AddAsync(New(asked, source), source.Invoice?.PaidAmount ?? 0m, cancellationToken);
        return refund is null ? TooMuch(source.Invoice!, source.Credit, left) : await AcceptAsync(asked, refund, cancellationToken);
    }

    /// <summary>The refund is on record; now its money is set aside.</summary>
    private async Task<RefundOutcome> AcceptAsync(RefundRequest asked, Refund refund, CancellationToken cancellationToken)
    {
        if ((asked.InvoiceId is { } invoice && refund.InvoiceId != invoice) || refund.PaymentId != asked.PaymentId
            || refund.Amount != asked.Amount || refund.Currency != asked.Currency
            || (asked.Iban is { } iban && refund.Iban != RefundSources.Plain(iban)))
        {
            return new RefundOutcome(null, "REFUND_ID_TAKEN", "Another refund has this id.");
        }

        if (refund.Status == RefundStatus.Pending && !await credits.TakeAsync(refund, cancellationToken))
        {
            refund = await progress.SettleAsync(refund.Key, RefundStatus.Rejected, null, ExceedsPaid, CreditGone, cancellationToken);
        }

        if (refund is { Status: RefundStatus.Rejected, ErrorCode: ExceedsPaid })
        {
            return new RefundOutcome(null, ExceedsPaid, refund.Error ?? CreditGone);
        }

        await AuditAsync(refund, cancellationToken);
        return new RefundOutcome(refund, null, "");
    }

    private static RefundOutcome TooMuch(InvoiceRecord invoice, decimal credit, decimal left) => new(
        null,
        ExceedsPaid,
        $"{Currencies.Text(invoice.PaidAmount + credit, invoice.Currency)} was paid for the invoice, and {Currencies.Number(left + credit, invoice.Currency)} of it is left to refund.");

    private Refund New(RefundRequest asked, RefundSource source) => new()
    {
        Tenant = asked.Tenant,
        RefundId = asked.RefundId,
        InvoiceId = source.Invoice?.InvoiceId,
        PaymentId = asked.PaymentId,
        Amount = asked.Amount,
        Currency = asked.Currency,
        FromCredit = source.FromCredit,
        ClientId = asked.ClientId,
        ClientName = source.ClientName,
        Iban = source.Iban,
        PaysElsewhere = source.PaysElsewhere,
        ApprovalId = asked.ApprovalId,
        Reason = asked.Reason,
        RequestId = Refund.RequestIdOf(asked.RefundId),
        CorrelationId = asked.CorrelationId,
        CreatedAt = clock.GetUtcNow(),
        UpdatedAt = clock.GetUtcNow(),
    };

    private Task AuditAsync(Refund refund, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            new AuditEntry(
                refund.Tenant,
                $"refund/{refund.RefundId}",
                AuditKind.Decision,
                $"refund of {Currencies.Text(refund.Amount, refund.Currency)} asked for",
                "ok",
                refund.CorrelationId,
                clock.GetUtcNow(),
                Detail: refund.Reason),
            cancellationToken);
}
