using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl.Writing;

/// <summary>Delivery and payment.</summary>
internal static class PaymentWriter
{
    public static void WriteDelivery(Utf8XmlBuffer xml, Delivery? delivery)
    {
        if (delivery is null || delivery == Empty)
            return;
        xml.Open("cac:Delivery"u8);
        if (delivery.Date is { } date)
            xml.Date("cbc:ActualDeliveryDate"u8, date);
        if (delivery.LocationId is not null || delivery.Address is not null)
        {
            xml.Open("cac:DeliveryLocation"u8);
            if (delivery.LocationId is { } location)
                xml.Text("cbc:ID"u8, location.Value, "schemeID"u8, location.SchemeId);
            if (delivery.Address is { } address)
                PartyWriter.WriteAddress(xml, "cac:Address"u8, address);
            xml.Close("cac:DeliveryLocation"u8);
        }

        if (!XmlWhitespace.IsBlank(delivery.PartyName))
        {
            xml.Open("cac:DeliveryParty"u8);
            PartyWriter.WriteName(xml, delivery.PartyName);
            xml.Close("cac:DeliveryParty"u8);
        }

        xml.Close("cac:Delivery"u8);
    }

    public static void WriteMeans(Utf8XmlBuffer xml, Invoice invoice)
    {
        // A credit note has no due date of its own: it stands with the first means of payment.
        var dueDate = invoice.Kind.IsCreditNote ? invoice.DueDate : null;
        foreach (var means in invoice.PaymentMeans)
        {
            WriteOne(xml, means, dueDate);
            dueDate = null;
        }
    }

    private static readonly Delivery Empty = new();

    private static void WriteOne(Utf8XmlBuffer xml, PaymentMeans means, DateOnly? dueDate)
    {
        xml.Open("cac:PaymentMeans"u8);
        xml.Text("cbc:PaymentMeansCode"u8, means.Code, "name"u8, means.Name);
        if (dueDate is { } date)
            xml.Date("cbc:PaymentDueDate"u8, date);
        xml.Text("cbc:PaymentID"u8, means.RemittanceInformation);
        if (means.Card is { } card)
        {
            xml.Open("cac:CardAccount"u8);
            xml.Text("cbc:PrimaryAccountNumberID"u8, card.Number);
            xml.Text("cbc:NetworkID"u8, card.Network);
            xml.Text("cbc:HolderName"u8, card.Holder);
            xml.Close("cac:CardAccount"u8);
        }

        if (means.CreditTransfer is { } transfer)
            WriteTransfer(xml, transfer);
        if (means.DirectDebit is { } debit)
            WriteDebit(xml, debit);
        xml.Close("cac:PaymentMeans"u8);
    }

    private static void WriteTransfer(Utf8XmlBuffer xml, CreditTransfer transfer)
    {
        xml.Open("cac:PayeeFinancialAccount"u8);
        xml.Text("cbc:ID"u8, transfer.Account);
        xml.Text("cbc:Name"u8, transfer.AccountName);
        if (!XmlWhitespace.IsBlank(transfer.ServiceProvider))
        {
            xml.Open("cac:FinancialInstitutionBranch"u8);
            xml.Text("cbc:ID"u8, transfer.ServiceProvider);
            xml.Close("cac:FinancialInstitutionBranch"u8);
        }

        xml.Close("cac:PayeeFinancialAccount"u8);
    }

    private static void WriteDebit(Utf8XmlBuffer xml, DirectDebit debit)
    {
        xml.Open("cac:PaymentMandate"u8);
        xml.Text("cbc:ID"u8, debit.Mandate);
        if (!XmlWhitespace.IsBlank(debit.Account))
        {
            xml.Open("cac:PayerFinancialAccount"u8);
            xml.Text("cbc:ID"u8, debit.Account);
            xml.Close("cac:PayerFinancialAccount"u8);
        }

        xml.Close("cac:PaymentMandate"u8);
    }
}
