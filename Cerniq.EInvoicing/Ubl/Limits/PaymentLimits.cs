using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl.Limits;

/// <summary>Payment means, terms and the due date.</summary>
internal static class PaymentLimits
{
    public static void Check(Invoice invoice, ProblemCollector found)
    {
        found.Text(invoice.PaymentTerms, 300, "BT-20", "BR-RO-L301", new Place(""), "PaymentTerms");
        found.Require(!invoice.Kind.IsCreditNote || invoice.DueDate is null || invoice.PaymentMeans.Count > 0, ProblemKind.NotAllowed, "BT-9", new Place(""), "DueDate", null,
            "o notă de creditare ține scadența la mijlocul de plată: adăugați unul sau renunțați la scadență",
            "a credit note keeps its due date with a means of payment: add one, or give no due date");
        for (var i = 0; i < invoice.PaymentMeans.Count; i++)
            CheckMeans(invoice.PaymentMeans[i], new Place("PaymentMeans", i), found);
    }

    private static void CheckMeans(PaymentMeans means, Place place, ProblemCollector found)
    {
        found.Required(means.Code, "BT-81", place, "Code");
        found.Text(means.Name, 100, "BT-82", "BR-RO-L1016", place, "Name");
        found.Text(means.RemittanceInformation, 140, "BT-83", "BR-RO-L140", place, "RemittanceInformation");
        if (means.CreditTransfer is { } transfer)
        {
            found.Required(transfer.Account, int.MaxValue, "BT-84", "BR-50", place, "CreditTransfer.Account");
            found.Text(transfer.AccountName, 200, "BT-85", "BR-RO-L208", place, "CreditTransfer.AccountName");
            found.Text(transfer.ServiceProvider, "BT-86", place, "CreditTransfer.ServiceProvider");
        }

        if (means.Card is { } card)
        {
            found.Required(card.Number, "BT-87", place, "Card.Number");
            found.Required(card.Network, "BT-87", place, "Card.Network");
            found.Text(card.Holder, 200, "BT-88", "BR-RO-L209", place, "Card.Holder");
        }

        if (means.DirectDebit is { } debit)
        {
            found.Text(debit.Mandate, "BT-89", place, "DirectDebit.Mandate");
            found.Text(debit.Account, "BT-91", place, "DirectDebit.Account");
        }
    }
}
