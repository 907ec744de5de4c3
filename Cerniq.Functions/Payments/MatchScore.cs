using Cerniq.Functions.Clients;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Payments;

/// <summary>The points an invoice gets for a payment, each with its reason.</summary>
internal sealed class MatchScore
{
    private const int MaxScore = 100;

    private readonly List<string> _reasons = [];
    private int _points;
    private bool _flagged;

    public static MatchProposal Of(PaymentClues clues, InvoiceRecord invoice)
    {
        var score = new MatchScore();
        score.Reference(clues, invoice);
        score.Amount(clues.Payment, invoice);
        score.Counterparty(clues, invoice);
        return new MatchProposal(
            invoice.InvoiceId,
            invoice.OblioInvoiceId,
            OpenInvoices.StillOpen(invoice),
            invoice.Currency,
            Math.Clamp(score._points, 0, MaxScore),
            score._reasons,
            score._flagged);
    }

    private void Reference(PaymentClues clues, InvoiceRecord invoice)
    {
        switch (clues.FormFor(invoice))
        {
            case NumberForm.WithSeries:
                Add(80, $"the reference names invoice {invoice.OblioInvoiceId}");
                break;
            case NumberForm.AfterWord:
                Add(55, $"the reference says invoice {invoice.Number}, without the series");
                break;
            case NumberForm.Bare when !clues.NamesWithSlip(invoice):
                Add(25, $"the reference has the number {invoice.Number}");
                break;
            default:
                if (clues.NamesWithSlip(invoice))
                {
                    Flag(30, $"the reference has a number one character off {invoice.OblioInvoiceId}");
                }

                break;
        }
    }

    private void Amount(Payment payment, InvoiceRecord invoice)
    {
        var due = OpenInvoices.StillOpen(invoice);
        if (!string.Equals(payment.Currency, invoice.Currency, StringComparison.Ordinal))
        {
            Flag(0, $"the payment is in {payment.Currency}, the invoice in {invoice.Currency}: match it by hand with the rate");
        }
        else if (payment.Unallocated == due)
        {
            Add(30, "it pays exactly what is open");
        }
        else if (payment.Unallocated < due)
        {
            Add(5, $"it pays {Currencies.Number(payment.Unallocated, payment.Currency)} of {Currencies.Number(due, payment.Currency)}");
        }
        else
        {
            Add(0, $"it pays {Currencies.Number(payment.Unallocated - due, payment.Currency)} more than is open");
        }
    }

    private void Counterparty(PaymentClues clues, InvoiceRecord invoice)
    {
        var (payment, client) = (clues.Payment, invoice.Client);
        if (client.BankAccount is { Length: > 0 } iban && SameAccount(iban, payment.CounterpartyAccount))
        {
            Add(35, "it comes from the client's account");
        }

        if (clues.NamesCompany(client.Cui))
        {
            Add(20, "it names the client's CUI");
        }

        if (CompanyName.Matches(client.CompanyName, payment.CounterpartyName))
        {
            Add(15, "it comes from the client by name");
        }
    }

    private static bool SameAccount(string ours, string? theirs) =>
        theirs is not null && string.Equals(Plain(ours), Plain(theirs), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string iban) => iban.Replace(" ", "", StringComparison.Ordinal);

    private void Add(int points, string reason)
    {
        _points += points;
        _reasons.Add(reason);
    }

    private void Flag(int points, string reason)
    {
        Add(points, reason);
        _flagged = true;
    }
}
