using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio.Cancellation;

namespace Cerniq.Functions.Oblio.Letters;

/// <summary>Writes on the documents' records that their letter has left. Safe to repeat.</summary>
public sealed class LetterReceipts(NegotiationStore deals, InvoiceStore invoices, CancellationStore cancellations)
{
    internal Task MarkAsync(string tenant, DocumentLetter letter, CancellationToken cancellationToken) => letter switch
    {
        { Of: LetterOf.Proforma } => deals.UpdateAsync(
            tenant,
            letter.NegotiationId,
            deal => deal.Proforma is { } proforma ? deal with { Proforma = proforma with { EmailSent = true, EmailSentTo = letter.To } } : null,
            message: null,
            cancellationToken),
        { InvoiceId: { } invoiceId } => MarkAsync(tenant, invoiceId, letter.To, cancellationToken),
        _ => throw new ArgumentException("A letter with an invoice names it.", nameof(letter)),
    };

    private async Task MarkAsync(string tenant, string invoiceId, string to, CancellationToken cancellationToken)
    {
        var invoice = await invoices.UpdateAsync(
            tenant, invoiceId, i => i with { EmailSent = true, EmailSentTo = to }, cancellationToken);
        if (invoice.Storno is { } storno)
        {
            await cancellations.UpdateAsync(
                new CancellationKey(tenant, storno.OriginalInvoiceId, storno.CancellationId),
                c => c.Result is { } result ? c with { Result = result with { EmailSent = true, EmailSentTo = to } } : c,
                cancellationToken);
        }
    }
}
