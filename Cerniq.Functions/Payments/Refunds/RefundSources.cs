using Cerniq.EInvoicing.Identity;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Payments.Refunds;

/// <summary>Where a refund's money is, and who gets it.</summary>
/// <param name="Invoice">What was paid for it may be given back; null for money matched to none.</param>
/// <param name="FromCredit">What comes out of what payments have left; the rest comes out of what the invoice had.</param>
/// <param name="Credit">All that could come out of what payments have left.</param>
public sealed record RefundSource(
    InvoiceRecord? Invoice, IReadOnlyList<CreditPart> FromCredit, decimal Credit, string ClientName, string Iban, bool PaysElsewhere);

/// <summary>Finds where the money of a refund is. What was paid too much goes before what an invoice has use for: first what its stornos
/// left over, then what its payments have left, then what was paid for it.</summary>
public sealed class RefundSources(InvoiceStore invoices, PaymentStore payments, RefundStore refunds)
{
    /// <returns>The source, or why there is none.</returns>
    public async Task<(RefundSource? Source, RefundOutcome? Refusal)> FindAsync(RefundRequest asked, CancellationToken cancellationToken)
    {
        var payment = asked.PaymentId is { } paymentId ? await payments.GetAsync(asked.Tenant, paymentId, cancellationToken) : null;
        if (asked.PaymentId is not null && payment is null)
        {
            return (null, new RefundOutcome(null, "PAYMENT_NOT_FOUND", "There is no such payment."));
        }

        var invoice = InvoiceOf(asked, payment) is { } invoiceId ? await invoices.GetAsync(asked.Tenant, invoiceId, cancellationToken) : null;
        if (payment is null ? invoice is null : asked.InvoiceId is not null && invoice is null)
        {
            return (null, new RefundOutcome(null, "INVOICE_NOT_FOUND", "There is no such invoice."));
        }

        if (Refusal(asked, invoice, payment) is var (code, words))
        {
            return (null, new RefundOutcome(null, code, words));
        }

        var (parts, credit) = payment is null
            ? await OfInvoiceAsync(asked, invoice!, cancellationToken)
            : ([new CreditPart(payment.PaymentId, asked.Amount)], payment.Unallocated);
        return (new RefundSource(
            invoice, parts, credit, invoice?.Client.CompanyName ?? payment!.CounterpartyName, IbanOf(asked, invoice, payment)!, IsElsewhere(asked, invoice, payment)), null);
    }

    internal static string Plain(string iban) => iban.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>Money of a payment that is matched to one invoice belongs to that one's file.</summary>
    private static string? InvoiceOf(RefundRequest asked, Payment? payment) =>
        asked.InvoiceId ?? (payment?.Matches is [var only] ? only.InvoiceId : null);

    private async Task<(IReadOnlyList<CreditPart> Parts, decimal Credit)> OfInvoiceAsync(
        RefundRequest asked, InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        if (asked.ApprovalId is not null)
        {
            return ([], 0m); // offered because of a storno: the invoice has it
        }

        var left = (await payments.OfInvoiceAsync(asked.Tenant, invoice.InvoiceId, cancellationToken))
            .Where(p => p.Unallocated > 0 && p.Currency == invoice.Currency && PaymentAllocator.MatchOf(p, invoice.InvoiceId) is not null)
            .ToList();
        var overDue = -invoice.OpenAmount - await refunds.SumOfAsync(asked.Tenant, invoice.InvoiceId, cancellationToken);
        var wanted = asked.Amount - Math.Max(0m, overDue);
        var parts = new List<CreditPart>();
        foreach (var payment in left)
        {
            var part = Math.Min(wanted, payment.Unallocated);
            if (part > 0)
            {
                parts.Add(new CreditPart(payment.PaymentId, part));
                wanted -= part;
            }
        }

        return (parts, left.Sum(p => p.Unallocated));
    }

    private static (string Code, string Words)? Refusal(RefundRequest asked, InvoiceRecord? invoice, Payment? payment) => (invoice, payment) switch
    {
        (_, { } p) when asked.Currency != p.Currency => ("CURRENCY_MISMATCH", $"The payment is in {p.Currency}."),
        ({ } i, null) when asked.Currency != i.Currency => ("CURRENCY_MISMATCH", $"The invoice is in {i.Currency}."),
        ({ Storno: not null }, _) => ("INVOICE_IS_A_STORNO", "Refunds belong to the invoice that was paid, not to its storno."),
        (_, { IsReverted: true }) => ("PAYMENT_REVERTED", "Revolut took the payment back: its money is gone."),
        (_, { } p) when p.Unallocated < asked.Amount => ("EXCEEDS_PAID_AMOUNT", TooMuch(p)),
        (null, { CounterpartyName: "Unknown" }) => ("CLIENT_UNKNOWN", "Revolut does not say who paid. Name an invoice of the client as «invoiceId»."),
        _ => IbanOf(asked, invoice, payment) switch
        {
            null => ("CLIENT_NO_BANK_ACCOUNT", "The client's bank account is not known. Give it as «iban»."),
            { } iban when !Iban.IsValid(iban) => ("CLIENT_INVALID_BANK_ACCOUNT", "The client's bank account is no valid IBAN. Give the right one as «iban»."),
            _ => null,
        },
    };

    private static string TooMuch(Payment payment) =>
        $"{Currencies.Text(payment.Amount, payment.Currency)} came in, and {Currencies.Number(payment.Unallocated, payment.Currency)} of it is left: the rest belongs to invoices or was refunded.";

    private static string? IbanOf(RefundRequest asked, InvoiceRecord? invoice, Payment? payment) =>
        (asked.Iban ?? PayersIban(payment) ?? invoice?.Client.BankAccount) is { Length: > 0 } iban ? Plain(iban) : null;

    /// <summary>Revolut tells the account seldom.</summary>
    private static string? PayersIban(Payment? payment) =>
        payment?.CounterpartyAccount is { } account && Iban.IsValid(account) ? Plain(account) : null;

    private static bool IsElsewhere(RefundRequest asked, InvoiceRecord? invoice, Payment? payment)
    {
        var iban = IbanOf(asked, invoice, payment);
        var isClients = invoice?.Client.BankAccount is { } account && Plain(account) == iban
            && (payment is null || PaymentAllocator.MatchOf(payment, invoice.InvoiceId) is not null);
        return !isClients && iban != PayersIban(payment);
    }
}
