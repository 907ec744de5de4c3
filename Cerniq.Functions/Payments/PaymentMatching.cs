using Cerniq.EInvoicing.Identity;
using Cerniq.Functions.Clients;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Payments;

/// <summary>An invoice that a payment may be for.</summary>
/// <param name="Score">0 to 100; see <see cref="PaymentMatching"/>.</param>
/// <param name="Reasons">What speaks for it and against it, in words.</param>
/// <param name="Flagged">Something is amiss that a person must look at: a mistyped number, another currency.</param>
public sealed record MatchProposal(
    string InvoiceId, string Number, decimal OpenAmount, string Currency, int Score, IReadOnlyList<string> Reasons, bool Flagged);

/// <summary>What to do with a payment.</summary>
/// <param name="Certain">The invoices it is for without doubt; empty when a person must say.</param>
/// <param name="Proposals">The likely ones, the best first.</param>
/// <param name="Reason">Why so, in words.</param>
public sealed record MatchDecision(IReadOnlyList<InvoiceRecord> Certain, IReadOnlyList<MatchProposal> Proposals, string Reason);

/// <summary>Weighs which open invoices a payment is for (B7). Pure.</summary>
/// <remarks>A payment matches by itself when one invoice has at least <see cref="CertainAt"/> points, nothing flagged, and no other
/// comes near; or when its reference names several invoices by series and number and it pays exactly their sum. Never when its
/// reference names only such as are settled already. From <see cref="LikelyAt"/> points an invoice is proposed to a person.</remarks>
public static class PaymentMatching
{
    public const int CertainAt = 75;
    public const int LikelyAt = 40;

    private const int Margin = 15;
    private const int MaxProposals = 5;

    public static MatchDecision Decide(Payment payment, MatchCandidates candidates, IReadOnlyList<string> series)
    {
        var text = $"{payment.Reference} {payment.Description}";
        var clues = new PaymentClues(payment, PaymentReference.Find(text, series), PaymentReference.Tokens(text, series), text);
        var weighed = candidates.Open
            .Select(invoice => (Invoice: invoice, Proposal: MatchScore.Of(clues, invoice)))
            .Where(w => w.Proposal.Score >= LikelyAt)
            .OrderByDescending(w => w.Proposal.Score)
            .ThenBy(w => w.Invoice.IssueDate)
            .ToList();
        MatchProposal[] proposals = [.. weighed.Take(MaxProposals).Select(w => w.Proposal)];
        var named = weighed.Where(w => !w.Proposal.Flagged && clues.NamesBySeries(w.Invoice)).Select(w => w.Invoice).ToList();
        if (named.Count > 1)
        {
            return Several(payment, named, proposals);
        }

        if (candidates.Settled.Count > 0)
        {
            // Paid twice, or the wrong number: whatever else fits, a person must look.
            return new MatchDecision([], proposals, AlreadySettled(candidates.Settled));
        }

        return weighed is [{ Proposal: { Score: >= CertainAt, Flagged: false } best } first, ..]
            && (weighed.Count == 1 || weighed[1].Proposal.Score <= best.Score - Margin)
            ? new MatchDecision([first.Invoice], proposals, $"{best.Score} points: {string.Join("; ", best.Reasons)}")
            : new MatchDecision([], proposals, Doubt(proposals));
    }

    private static MatchDecision Several(Payment payment, List<InvoiceRecord> named, MatchProposal[] proposals)
    {
        var sum = named.Sum(OpenInvoices.StillOpen);
        return sum == payment.Unallocated
            ? new MatchDecision(named, proposals, $"the reference names {named.Count} invoices and the payment is exactly their sum")
            : new MatchDecision(
                [], proposals, $"the reference names several open invoices of together {Currencies.Number(sum, payment.Currency)}, the payment is {Currencies.Number(payment.Unallocated, payment.Currency)}");
    }

    private static string AlreadySettled(IReadOnlyList<InvoiceRecord> settled) =>
        string.Join("; ", settled.Select(invoice => $"the reference names {invoice.OblioInvoiceId}, which is {HowSettled(invoice)}"));

    private static string HowSettled(InvoiceRecord invoice) =>
        invoice.Storno is not null ? "a storno"
        : string.Equals(invoice.Status, "CANCELLED", StringComparison.Ordinal) ? "cancelled"
        : "paid already";

    private static string Doubt(MatchProposal[] proposals) => proposals switch
    {
        [] => "no open invoice fits",
        [{ Flagged: true } best, ..] => $"{Likely(best)} is the likeliest, but something is amiss: {string.Join("; ", best.Reasons)}",
        [var only] => $"{Likely(only)} is likely, not certain: {string.Join("; ", only.Reasons)}",
        _ => $"several invoices may be meant: {string.Join(", ", proposals.Select(Likely))}",
    };

    private static string Likely(MatchProposal proposal) => $"{proposal.Number} ({proposal.Score} points)";
}

/// <summary>What a payment tells about what it is for.</summary>
internal sealed record PaymentClues(Payment Payment, IReadOnlyList<WrittenNumber> Numbers, IReadOnlyList<string> Tokens, string Text)
{
    private string Digits { get; } = string.Concat(Text.Select(c => char.IsAsciiDigit(c) ? c : ' '));

    public bool NamesBySeries(InvoiceRecord invoice) => FormFor(invoice) == NumberForm.WithSeries;

    /// <summary>How the invoice's number is written in the reference; null when it is not.</summary>
    public NumberForm? FormFor(InvoiceRecord invoice) => Numbers
        .Where(n => n.Value == invoice.Number && (n.Series is null || string.Equals(n.Series, invoice.SeriesName, StringComparison.OrdinalIgnoreCase)))
        .Select(n => (NumberForm?)n.Form)
        .Max();

    /// <summary>True when series and number are written with one slip: <c>FCX-0053</c>, <c>FCT-0035</c>. A number without any letter is
    /// no slip of a series that has but one.</summary>
    public bool NamesWithSlip(InvoiceRecord invoice)
    {
        var number = InvoiceStore.NormaliseNumber(invoice.SeriesName + invoice.NumberText);
        return number.Length >= 4
            && Tokens.Any(token => token.Any(char.IsAsciiLetter) == number.Any(char.IsAsciiLetter) && PaymentReference.OneSlipApart(token, number));
    }

    public bool NamesCompany(string cui) =>
        Cui.DigitsOf(cui) is { Length: >= 4 } digits && $" {Digits} ".Contains($" {digits} ", StringComparison.Ordinal);
}
