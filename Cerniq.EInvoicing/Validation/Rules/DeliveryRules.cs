using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>Delivery (BG-13, BG-15).</summary>
internal static class DeliveryRules
{
    private static readonly ElementPath Country = new("cac:Country/cbc:IdentificationCode"), Receiver = new("cac:DeliveryParty/cac:PartyName/cbc:Name");

    public static void AddTo(RuleBook book)
    {
        book.Context(Ubl.Address, IsDeliveryAddress).Fatal("BR-57", Country.In,
            Present.Missing("țara de livrare (BT-80)", "the country of delivery (BT-80)", "cac:Country/cbc:IdentificationCode"));
        book.Context(Ubl.Delivery).Fatal("UBL-SR-25", e => Receiver.CountIn(e) <= 1, Repeated.Text(
            "numele destinatarului livrării (BT-70)", "the name of the party delivered to (BT-70)"));
    }

    public static bool IsDeliveryAddress(Element address) =>
        address.Parent.Name == Ubl.DeliveryLocation && address.Parent.Parent.Name == Ubl.Delivery;
}
