namespace Cerniq.EInvoicing.Tests.Validation;

public sealed class PartyRuleTests
{
    private const string Seller = "cac:AccountingSupplierParty/cac:Party/", Buyer = "cac:AccountingCustomerParty/cac:Party/",
        Representative = "cac:TaxRepresentativeParty/", Address = "cac:Delivery/cac:DeliveryLocation/cac:Address/";

    private static readonly BrokenRule[] Cases =
    [
        new("BR-09", d => d.Remove(Seller + "cac:PostalAddress/cac:Country")),
        new("BR-11", d => d.Remove(Buyer + "cac:PostalAddress/cac:Country")),
        new("BR-20", d => d.Remove(Representative + "cac:PostalAddress/cac:Country")),
        new("BR-57", d => d.Remove(Address + "cac:Country")),
        new("BR-CL-14", d => d.Set(Seller + "cac:PostalAddress/cac:Country/cbc:IdentificationCode", "ro")),
        new("BR-CO-26", d => d.Remove(Seller + "cac:PartyTaxScheme").Remove(Seller + "cac:PartyLegalEntity/cbc:CompanyID")),
        new("BR-CO-09", d => d.Set(Seller + "cac:PartyTaxScheme/cbc:CompanyID", "12345674")),
        new("BR-62", d => d.SetAttribute(Seller + "cbc:EndpointID", "schemeID", null)),
        new("BR-63", d => d.SetAttribute(Buyer + "cbc:EndpointID", "schemeID", null)),
        new("BR-CL-25", d => d.SetAttribute(Buyer + "cbc:EndpointID", "schemeID", "RO")),
        new("BR-17 UBL-SR-19 UBL-SR-20 UBL-SR-21", d => d.Remove("cac:PayeeParty/cac:PartyName")),
        new("BR-17", d => d.Set("cac:PayeeParty/cac:PartyName/cbc:Name", "Vânzător")),
        new("UBL-SR-19 UBL-SR-20 UBL-SR-21", d => d.Set("cac:PayeeParty/cac:PartyName/cbc:Name", "Vânzător SRL")),
        new("BR-18", d => d.Remove(Representative + "cac:PartyName")),
        new("BR-19", d => d.Remove(Representative + "cac:PostalAddress")),
        new("BR-56", d => d.Set(Representative + "cac:PartyTaxScheme/cac:TaxScheme/cbc:ID", "LOC")),
        new("BR-CL-10", d => d.Before(Seller + "cac:PartyName", "<cac:PartyIdentification><cbc:ID schemeID=\"XX\">1</cbc:ID></cac:PartyIdentification>")),
        new("BR-CL-11", d => d.SetAttribute(Seller + "cac:PartyLegalEntity/cbc:CompanyID", "schemeID", "XX")),
        new("UBL-SR-12", d => d.Repeat(Seller + "cac:PartyTaxScheme")),
        new("UBL-SR-18", d => d.Repeat(Buyer + "cac:PartyTaxScheme")),
        new("UBL-SR-12 UBL-SR-42", d => d.Repeat(Seller + "cac:PartyTaxScheme").Repeat(Seller + "cac:PartyTaxScheme")),
        new("BR-RO-065 BR-S-02 BR-S-03 BR-S-04", d => d.Remove(Seller + "cac:PartyTaxScheme").Remove("cac:TaxRepresentativeParty")),
        new("BR-RO-120", d => d.Remove(Buyer + "cac:PartyTaxScheme").Remove(Buyer + "cac:PartyLegalEntity/cbc:CompanyID")),
        new("BR-RO-081", d => d.Remove(Seller + "cac:PostalAddress/cbc:StreetName")),
        new("BR-RO-082", d => d.Set(Buyer + "cac:PostalAddress/cbc:StreetName", " ")),
        new("BR-RO-091 BR-RO-100", d => d.Remove(Seller + "cac:PostalAddress/cbc:CityName")),
        new("BR-RO-092", d => d.Remove(Buyer + "cac:PostalAddress/cbc:CityName")),
        new("BR-RO-100", d => d.Set(Seller + "cac:PostalAddress/cbc:CityName", "București")),
        new("BR-RO-101", d => d.Set(Buyer + "cac:PostalAddress/cbc:CountrySubentity", "RO-B")),
        new("BR-RO-110", d => d.Set(Seller + "cac:PostalAddress/cbc:CountrySubentity", "B")),
        new("BR-RO-111", d => d.Set(Buyer + "cac:PostalAddress/cbc:CountrySubentity", "Cluj")),
        new("", d => d.Set(Buyer + "cac:PostalAddress/cbc:CountrySubentity", "Bayern").Set(Buyer + "cac:PostalAddress/cac:Country/cbc:IdentificationCode", "DE")),
        new("BR-RO-140", d => d.Remove(Representative + "cac:PostalAddress/cbc:StreetName")),
        new("BR-RO-150 BR-RO-160", d => d.Remove(Representative + "cac:PostalAddress/cbc:CityName")),
        new("BR-RO-170", d => d.Set(Representative + "cac:PostalAddress/cbc:CountrySubentity", "XX")),
        new("BR-RO-180", d => d.Remove(Address + "cbc:StreetName")),
        new("BR-RO-201", d => d.Remove(Address + "cbc:CityName")),
        new("BR-RO-202", d => d.Set(Address + "cbc:CountrySubentity", "RO-B")),
        new("BR-RO-211 BR-RO-212", d => d.Remove(Address + "cbc:CountrySubentity")),
        new("BR-RO-L201", d => d.Set(Seller + "cac:PartyLegalEntity/cbc:RegistrationName", new string('ș', 201))),
        new("", d => d.Set(Seller + "cac:PartyLegalEntity/cbc:RegistrationName", new string('ș', 200))),
        new("BR-RO-L0502", d => d.Set(Buyer + "cac:PostalAddress/cbc:CityName", new string('c', 51))),
        new("", d => d.Set(Buyer + "cac:PostalAddress/cbc:CityName", "Cluj" + new string(' ', 60) + "Napoca")),
    ];

    public static TheoryData<string, int> Rows => BrokenRule.Rows(Cases);

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_change_to_a_party_breaks_exactly_its_rules(string ids, int index) =>
        Cases[index].Change(UblSample.Invoice()).Broken().ShouldBe(Cases[index].Expected, ids);

    [Theory]
    [InlineData("cbc:StreetName")]
    [InlineData("cbc:CityName")]
    [InlineData("cbc:CountrySubentity")]
    public void The_Romanian_delivery_rules_do_not_reach_credit_notes(string part) =>
        UblSample.CreditNote().Remove(Address + part).Broken().ShouldBeEmpty();
}
