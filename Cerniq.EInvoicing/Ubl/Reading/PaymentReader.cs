using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl.Reading;

/// <summary>Delivery and payment.</summary>
internal static class PaymentReader
{
    public static Delivery? ReadDelivery(UblElement? delivery, ValueReader values)
    {
        if (delivery is null)
            return null;
        var location = delivery.Child("DeliveryLocation");
        var read = new Delivery
        {
            Date = values.Date(delivery, "ActualDeliveryDate"),
            LocationId = ValueReader.Identifier(location),
            Address = PartyReader.ReadAddress(location?.Child("Address")),
            PartyName = delivery.Child("DeliveryParty")?.Child("PartyName")?.Text("Name"),
        };
        return read == new Delivery() ? null : read;
    }

    public static ValueList<PaymentMeans> ReadMeans(UblElement root, ValueReader values) =>
        root.Children("PaymentMeans").Select(means => Means(means, values)).ToValueList();

    public static DateOnly? CreditNoteDueDate(UblElement root, ValueReader values) =>
        root.Children("PaymentMeans").Select(means => values.Date(means, "PaymentDueDate")).FirstOrDefault(date => date is not null);

    private static PaymentMeans Means(UblElement means, ValueReader values) => new()
    {
        Code = values.RequiredText(means, "PaymentMeansCode"),
        Name = means.Basic("PaymentMeansCode")?.Attribute("name"),
        RemittanceInformation = means.Text("PaymentID"),
        Card = Card(means.Child("CardAccount"), values),
        CreditTransfer = Transfer(means.Child("PayeeFinancialAccount"), values),
        DirectDebit = Debit(means.Child("PaymentMandate")),
    };

    private static PaymentCard? Card(UblElement? card, ValueReader values) => card is null
        ? null
        : new PaymentCard(values.RequiredText(card, "PrimaryAccountNumberID"), values.RequiredText(card, "NetworkID"), card.Text("HolderName"));

    private static CreditTransfer? Transfer(UblElement? account, ValueReader values) => account is null
        ? null
        : new CreditTransfer(values.RequiredText(account, "ID"), account.Text("Name"), account.Child("FinancialInstitutionBranch")?.Text("ID"));

    private static DirectDebit? Debit(UblElement? mandate) => mandate is null
        ? null
        : new DirectDebit(mandate.Text("ID"), mandate.Child("PayerFinancialAccount")?.Text("ID"));
}
