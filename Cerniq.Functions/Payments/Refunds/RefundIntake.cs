using Cerniq.EInvoicing.Identity;
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
    string Tenant, string RefundId, string InvoiceId, decimal Amount, string Currency, string? ClientId, string? Reason, string CorrelationId)
{
    /// <summary>The approval it was born of; null when the tenant's rule is still to be asked.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>Where to pay to, when the invoice's client has no account or another is meant; a person must approve such a refund.</summary>
    public string? Iban { get; init; }
}

/// <summary>The refund that was taken in, or why not.</summary>
/// <param name="Code">Such as <c>CLIENT_NO_BANK_ACCOUNT</c>; null when it was.</param>
public sealed record RefundOutcome(Refund? Refund, string? Code, string Words);

/// <summary>Takes refunds in: checks what can be checked before any money moves, and starts the work.</summary>
public sealed class RefundIntake(RefundStore refunds, InvoiceStore invoices, IAuditSink audit, TimeProvider clock)
{
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
        if (await invoices.GetAsync(asked.Tenant, asked.InvoiceId, cancellationToken) is not { } invoice)
        {
            return new RefundOutcome(null, "INVOICE_NOT_FOUND", "There is no such invoice.");
        }

        if (Refusal(asked, invoice) is var (code, words))
        {
            return new RefundOutcome(null, code, words);
        }

        var (refund, left) = await refunds.AddAsync(New(asked, invoice), invoice.PaidAmount, cancellationToken);
        if (refund is null)
        {
            return new RefundOutcome(
                null,
                "EXCEEDS_PAID_AMOUNT",
                $"{Currencies.Text(invoice.PaidAmount, invoice.Currency)} was paid for the invoice, and {Currencies.Number(left, invoice.Currency)} of it is left to refund.");
        }

        if (refund.InvoiceId != asked.InvoiceId || refund.Amount != asked.Amount || refund.Currency != asked.Currency
            || (asked.Iban is { } iban && refund.Iban != Plain(iban)))
        {
            return new RefundOutcome(null, "REFUND_ID_TAKEN", "Another refund has this id.");
        }

        await AuditAsync(refund, cancellationToken);
        return new RefundOutcome(refund, null, "");
    }

    private Refund New(RefundRequest asked, InvoiceRecord invoice) => new()
    {
        Tenant = asked.Tenant,
        RefundId = asked.RefundId,
        InvoiceId = asked.InvoiceId,
        Amount = asked.Amount,
        Currency = asked.Currency,
        ClientId = asked.ClientId,
        ClientName = invoice.Client.CompanyName,
        Iban = IbanOf(asked, invoice)!,
        PaysElsewhere = IsElsewhere(asked, invoice),
        ApprovalId = asked.ApprovalId,
        Reason = asked.Reason,
        RequestId = Refund.RequestIdOf(asked.RefundId),
        CorrelationId = asked.CorrelationId,
        CreatedAt = clock.GetUtcNow(),
        UpdatedAt = clock.GetUtcNow(),
    };

    private static (string Code, string Words)? Refusal(RefundRequest asked, InvoiceRecord invoice) => invoice switch
    {
        _ when asked.Currency != invoice.Currency => ("CURRENCY_MISMATCH", $"The invoice is in {invoice.Currency}."),
        { Storno: not null } => ("INVOICE_IS_A_STORNO", "Refunds belong to the invoice that was paid, not to its storno."),
        _ => IbanOf(asked, invoice) switch
        {
            null => ("CLIENT_NO_BANK_ACCOUNT", "The client's bank account is not known. Give it as «iban»."),
            { } iban when !Iban.IsValid(iban) => ("CLIENT_INVALID_BANK_ACCOUNT", "The client's bank account is no valid IBAN. Give the right one as «iban»."),
            _ => null,
        },
    };

    private static string? IbanOf(RefundRequest asked, InvoiceRecord invoice) =>
        (asked.Iban ?? invoice.Client.BankAccount) is { Length: > 0 } iban ? Plain(iban) : null;

    /// <summary>True when somebody gave another account than the invoice's client has.</summary>
    private static bool IsElsewhere(RefundRequest asked, InvoiceRecord invoice) =>
        asked.Iban is { } given && Plain(given) != Plain(invoice.Client.BankAccount ?? "");

    private static string Plain(string iban) => iban.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();

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
