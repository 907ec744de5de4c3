using Cerniq.EInvoicing.Validation.Rules.Paths;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Romania;

/// <summary>How long texts may be (BR-RO-L).</summary>
internal static class RomanianLengthRules
{
    private const string
        Seller = "cac:AccountingSupplierParty/cac:Party/", Buyer = "cac:AccountingCustomerParty/cac:Party/",
        Representative = "cac:TaxRepresentativeParty/", DeliveryAddress = "cac:Delivery/cac:DeliveryLocation/cac:Address/";

    /// <summary>Paths from the root: id, path, limit, words.</summary>
    private static readonly (string Id, string Path, int Limit, string Ro, string En)[] FromRoot =
    [
        ("BR-RO-L0201", Seller + "cac:PostalAddress/cbc:PostalZone", 20, "codul poștal al vânzătorului (BT-38)", "the seller's post code (BT-38)"),
        ("BR-RO-L0202", Buyer + "cac:PostalAddress/cbc:PostalZone", 20, "codul poștal al cumpărătorului (BT-53)", "the buyer's post code (BT-53)"),
        ("BR-RO-L0203", Representative + "cac:PostalAddress/cbc:PostalZone", 20, "codul poștal al reprezentantului fiscal (BT-67)", "the tax representative's post code (BT-67)"),
        ("BR-RO-L0204", DeliveryAddress + "cbc:PostalZone", 20, "codul poștal de livrare (BT-78)", "the post code of delivery (BT-78)"),
        ("BR-RO-L155", "cbc:ID", 200, "numărul facturii (BT-1)", "the invoice number (BT-1)"),
        ("BR-RO-L0302", "cac:ContractDocumentReference/cbc:ID", 200, "referința contractului (BT-12)", "the contract reference (BT-12)"),
        ("BR-RO-L0303", "cac:OrderReference/cbc:ID", 200, "referința comenzii (BT-13)", "the purchase order reference (BT-13)"),
        ("BR-RO-L0304", "cac:OrderReference/cbc:SalesOrderID", 200, "referința dispoziției de vânzare (BT-14)", "the sales order reference (BT-14)"),
        ("BR-RO-L0305", "cac:ReceiptDocumentReference/cbc:ID", 200, "avizul de recepție (BT-15)", "the receiving advice (BT-15)"),
        ("BR-RO-L0306", "cac:DespatchDocumentReference/cbc:ID", 200, "avizul de expediție (BT-16)", "the despatch advice (BT-16)"),
        ("BR-RO-L0307", "cac:OriginatorDocumentReference/cbc:ID", 200, "referința licitației sau a lotului (BT-17)", "the tender or lot reference (BT-17)"),
        ("BR-RO-L0501", Seller + "cac:PostalAddress/cbc:CityName", 50, "localitatea vânzătorului (BT-37)", "the seller's town (BT-37)"),
        ("BR-RO-L0502", Buyer + "cac:PostalAddress/cbc:CityName", 50, "localitatea cumpărătorului (BT-52)", "the buyer's town (BT-52)"),
        ("BR-RO-L0503", Representative + "cac:PostalAddress/cbc:CityName", 50, "localitatea reprezentantului fiscal (BT-66)", "the tax representative's town (BT-66)"),
        ("BR-RO-L0504", DeliveryAddress + "cbc:CityName", 50, "localitatea de livrare (BT-77)", "the town of delivery (BT-77)"),
        ("BR-RO-L1001", "cbc:AccountingCost", 100, "referința contabilă a cumpărătorului (BT-19)", "the buyer's accounting reference (BT-19)"),
        ("BR-RO-L1002", Seller + "cac:PostalAddress/cbc:AdditionalStreetName", 100, "a doua linie a adresei vânzătorului (BT-36)", "the second line of the seller's address (BT-36)"),
        ("BR-RO-L1003", Seller + "cac:PostalAddress/cac:AddressLine/cbc:Line", 100, "a treia linie a adresei vânzătorului (BT-162)", "the third line of the seller's address (BT-162)"),
        ("BR-RO-L1004", Seller + "cac:Contact/cbc:Name", 100, "persoana de contact a vânzătorului (BT-41)", "the seller's contact (BT-41)"),
        ("BR-RO-L1005", Seller + "cac:Contact/cbc:Telephone", 100, "telefonul vânzătorului (BT-42)", "the seller's telephone (BT-42)"),
        ("BR-RO-L1006", Seller + "cac:Contact/cbc:ElectronicMail", 100, "e-mailul vânzătorului (BT-43)", "the seller's e-mail (BT-43)"),
        ("BR-RO-L1007", Buyer + "cac:PostalAddress/cbc:AdditionalStreetName", 100, "a doua linie a adresei cumpărătorului (BT-51)", "the second line of the buyer's address (BT-51)"),
        ("BR-RO-L1008", Buyer + "cac:PostalAddress/cac:AddressLine/cbc:Line", 100, "a treia linie a adresei cumpărătorului (BT-163)", "the third line of the buyer's address (BT-163)"),
        ("BR-RO-L1009", Buyer + "cac:Contact/cbc:Name", 100, "persoana de contact a cumpărătorului (BT-56)", "the buyer's contact (BT-56)"),
        ("BR-RO-L1010", Buyer + "cac:Contact/cbc:Telephone", 100, "telefonul cumpărătorului (BT-57)", "the buyer's telephone (BT-57)"),
        ("BR-RO-L1011", Buyer + "cac:Contact/cbc:ElectronicMail", 100, "e-mailul cumpărătorului (BT-58)", "the buyer's e-mail (BT-58)"),
        ("BR-RO-L1012", Representative + "cac:PostalAddress/cbc:AdditionalStreetName", 100, "a doua linie a adresei reprezentantului fiscal (BT-65)", "the second line of the tax representative's address (BT-65)"),
        ("BR-RO-L1013", Representative + "cac:PostalAddress/cac:AddressLine/cbc:Line", 100, "a treia linie a adresei reprezentantului fiscal (BT-164)", "the third line of the tax representative's address (BT-164)"),
        ("BR-RO-L1014", DeliveryAddress + "cbc:AdditionalStreetName", 100, "a doua linie a adresei de livrare (BT-76)", "the second line of the delivery address (BT-76)"),
        ("BR-RO-L1015", DeliveryAddress + "cac:AddressLine/cbc:Line", 100, "a treia linie a adresei de livrare (BT-165)", "the third line of the delivery address (BT-165)"),
        ("BR-RO-L151", Seller + "cac:PostalAddress/cbc:StreetName", 150, "strada vânzătorului (BT-35)", "the seller's street (BT-35)"),
        ("BR-RO-L152", Buyer + "cac:PostalAddress/cbc:StreetName", 150, "strada cumpărătorului (BT-50)", "the buyer's street (BT-50)"),
        ("BR-RO-L153", Representative + "cac:PostalAddress/cbc:StreetName", 150, "strada reprezentantului fiscal (BT-64)", "the tax representative's street (BT-64)"),
        ("BR-RO-L154", DeliveryAddress + "cbc:StreetName", 150, "strada de livrare (BT-75)", "the street of delivery (BT-75)"),
        ("BR-RO-L201", Seller + "cac:PartyLegalEntity/cbc:RegistrationName", 200, "numele vânzătorului (BT-27)", "the seller's name (BT-27)"),
        ("BR-RO-L202", Seller + "cac:PartyName/cbc:Name", 200, "denumirea comercială a vânzătorului (BT-28)", "the seller's trading name (BT-28)"),
        ("BR-RO-L203", Buyer + "cac:PartyLegalEntity/cbc:RegistrationName", 200, "numele cumpărătorului (BT-44)", "the buyer's name (BT-44)"),
        ("BR-RO-L204", Buyer + "cac:PartyName/cbc:Name", 200, "denumirea comercială a cumpărătorului (BT-45)", "the buyer's trading name (BT-45)"),
        ("BR-RO-L205", "cac:PayeeParty/cac:PartyName/cbc:Name", 200, "numele beneficiarului plății (BT-59)", "the payee's name (BT-59)"),
        ("BR-RO-L206", Representative + "cac:PartyName/cbc:Name", 200, "numele reprezentantului fiscal (BT-62)", "the tax representative's name (BT-62)"),
        ("BR-RO-L207", "cac:Delivery/cac:DeliveryParty/cac:PartyName/cbc:Name", 200, "numele destinatarului livrării (BT-70)", "the name of the party delivered to (BT-70)"),
        ("BR-RO-L301", "cac:PaymentTerms/cbc:Note", 300, "textul termenilor de plată (BT-20)", "the text of the payment terms (BT-20)"),
        ("BR-RO-L1000", Seller + "cac:PartyLegalEntity/cbc:CompanyLegalForm", 1000, "textul informațiilor juridice despre vânzător (BT-33)", "the text of the seller's legal information (BT-33)"),
    ];

    public static void AddTo(RuleBook book)
    {
        foreach (var (id, path, limit, ro, en) in FromRoot)
            book.Paths.Add(path, PathDemand.NotLonger, limit, new Rule(id, Severity.Fatal, Lengths.TooLong(ro, en, limit), static _ => true));
        Payment(book);
        Lines(book);
        Documents(book);
        book.Context(Ubl.Note).Fatal("BR-RO-L302", (e, _) => e.Text.Length <= 300 || XmlText.NormalizedLength(e.Text) <= 300,
            (e, _) => Lengths.Finding(e.Text, 300), Lengths.TooLong("nota (BT-22, BT-127)", "the note (BT-22, BT-127)", 300));
    }

    private static void Payment(RuleBook book) => book.Context(Ubl.PaymentMeans)
        .NotLonger("BR-RO-L208", "cac:PayeeFinancialAccount/cbc:Name", 200, "numele contului de plată (BT-85)", "the payment account's name (BT-85)")
        .NotLonger("BR-RO-L209", "cac:CardAccount/cbc:HolderName", 200, "numele titularului cardului (BT-88)", "the card holder's name (BT-88)")
        .NotLonger("BR-RO-L1016", "cbc:PaymentMeansCode", AttributeNames.Name, 100, "textul mijlocului de plată (BT-82)", "the payment means text (BT-82)")
        .NotLonger("BR-RO-L140", "cbc:PaymentID", 140, "referința plății (BT-83)", "the remittance information (BT-83)");

    private static void Lines(RuleBook book)
    {
        book.Context([Ubl.InvoiceLine, Ubl.CreditNoteLine])
            .NotLonger("BR-RO-L1024", "cac:Item/cbc:Name", 100, "numele articolului (BT-153)", "the item's name (BT-153)")
            .NotLonger("BR-RO-L1021", "cbc:AccountingCost", 100, "referința contabilă a liniei (BT-133)", "the line's accounting reference (BT-133)")
            .NotLonger("BR-RO-L212", "cac:Item/cbc:Description", 200, "descrierea articolului (BT-154)", "the item's description (BT-154)")
            .NotLonger("BR-RO-L303", "cbc:Note", 300, "nota liniei (BT-127)", "the line's note (BT-127)");
        book.Context(Ubl.AdditionalItemProperty, e => e.Parent.Name == Ubl.Item)
            .NotLonger("BR-RO-L0505", "cbc:Name", 50, "numele atributului articolului (BT-160)", "the item attribute's name (BT-160)")
            .NotLonger("BR-RO-L1025", "cbc:Value", 100, "valoarea atributului articolului (BT-161)", "the item attribute's value (BT-161)");
    }

    private static void Documents(RuleBook book)
    {
        book.Context(Ubl.AdditionalDocumentReference)
            .NotLonger("BR-RO-L0308", "cbc:ID", 200, "identificatorul documentului justificativ (BT-18, BT-122)", "the supporting document's identifier (BT-18, BT-122)")
            .NotLonger("BR-RO-L1020", "cbc:DocumentDescription", 100, "descrierea documentului justificativ (BT-123)", "the supporting document's description (BT-123)")
            .NotLonger("BR-RO-L210", "cac:Attachment/cac:ExternalReference/cbc:URI", 200, "adresa documentului extern (BT-124)", "the external document's location (BT-124)")
            .NotLonger("BR-RO-L211", "cac:Attachment/cbc:EmbeddedDocumentBinaryObject", AttributeNames.Filename, 200, "numele fișierului atașat (BT-125-2)", "the attached file's name (BT-125-2)");
        book.Context(Ubl.BillingReference)
            .NotLonger("BR-RO-L156", "cac:InvoiceDocumentReference/cbc:ID", 200, "numărul facturii anterioare (BT-25)", "the preceding invoice's number (BT-25)");
    }
}
