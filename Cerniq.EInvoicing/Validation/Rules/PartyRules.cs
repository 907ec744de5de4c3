using Cerniq.EInvoicing.Validation.CodeLists;
using Cerniq.EInvoicing.Validation.Rules.Vat;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>Seller, buyer, payee and tax representative (BG-4, BG-7, BG-10, BG-11).</summary>
internal static class PartyRules
{
    private static readonly ElementPath
        Name = new("cac:PartyName/cbc:Name"),
        Id = new("cac:PartyIdentification/cbc:ID"),
        LegalId = new("cac:PartyLegalEntity/cbc:CompanyID"),
        SellerName = new("cac:AccountingSupplierParty/cac:Party/cac:PartyName/cbc:Name"),
        SellerId = new("cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification/cbc:ID");

    public static void AddTo(RuleBook book)
    {
        Addresses(book);
        SellerIdentity(book);
        Endpoints(book);
        Payee(book);
        Representative(book);
        VatPrefix(book);
    }

    /// <summary>True for a cac:Party (or what is below it) of the given role.</summary>
    public static bool IsPartyOf(Element party, ushort role) => party.Name == Ubl.Party && party.Parent.Name == role;

    private static void Addresses(RuleBook book)
    {
        var country = Present.NotBlank(book, "cac:Country/cbc:IdentificationCode");
        book.Context(Ubl.PostalAddress, e => IsPartyOf(e.Parent, Ubl.AccountingSupplierParty)).Fatal("BR-09", country,
            Present.Missing("țara vânzătorului (BT-40)", "the seller's country (BT-40)", "cac:Country/cbc:IdentificationCode"));
        book.Context(Ubl.PostalAddress, e => IsPartyOf(e.Parent, Ubl.AccountingCustomerParty)).Fatal("BR-11", country,
            Present.Missing("țara cumpărătorului (BT-55)", "the buyer's country (BT-55)", "cac:Country/cbc:IdentificationCode"));
        book.Context(Ubl.PostalAddress, e => e.Parent.Name == Ubl.TaxRepresentativeParty).Fatal("BR-20", country,
            Present.Missing("țara reprezentantului fiscal (BT-69)", "the tax representative's country (BT-69)", "cac:Country/cbc:IdentificationCode"));
    }

    private static void SellerIdentity(RuleBook book)
    {
        var ro = book.IsRo;
        book.Context(Ubl.AccountingSupplierParty).Fatal("BR-CO-26", e => HasIdentity(e, ro), new RuleText(
            "Vânzătorul nu poate fi identificat: nu are nici identificator (BT-29), nici număr de înregistrare (BT-30), nici cod de TVA (BT-31).",
            "The seller cannot be identified: there is no identifier (BT-29), registration number (BT-30) or VAT number (BT-31).",
            "Completați cel puțin unul: cac:PartyTaxScheme/cbc:CompanyID, cac:PartyLegalEntity/cbc:CompanyID sau cac:PartyIdentification/cbc:ID.",
            "Fill in at least one: cac:PartyTaxScheme/cbc:CompanyID, cac:PartyLegalEntity/cbc:CompanyID or cac:PartyIdentification/cbc:ID."));
    }

    private static bool HasIdentity(Element seller, bool anyIdCounts)
    {
        foreach (var party in seller.Children(Ubl.Party))
        {
            if (LegalId.In(party) || Id.Any(party, anyIdCounts, static (id, any) => any || !id.Attribute(AttributeNames.SchemeId).SequenceEqual("SEPA"u8)))
                return true;
            foreach (var scheme in party.Children(Ubl.PartyTaxScheme))
                if (scheme.Has(Ubl.CompanyId) && VatCategory.IsVat(scheme))
                    return true;
        }
        return false;
    }

    private static void Endpoints(RuleBook book)
    {
        book.Context(Ubl.EndpointId, e => IsPartyOf(e.Parent, Ubl.AccountingSupplierParty)).Fatal("BR-62", HasScheme, NoScheme(
            "adresa electronică a vânzătorului (BT-34)", "the seller's electronic address (BT-34)"));
        book.Context(Ubl.EndpointId, e => IsPartyOf(e.Parent, Ubl.AccountingCustomerParty)).Fatal("BR-63", HasScheme, NoScheme(
            "adresa electronică a cumpărătorului (BT-49)", "the buyer's electronic address (BT-49)"));
    }

    private static bool HasScheme(Element element) => element.HasAttribute(AttributeNames.SchemeId);

    private static RuleText NoScheme(string ro, string en) => new(
        $"Nu se știe ce fel de adresă este {ro}: lipsește schemeID.",
        $"It is not said what kind of address {en} is: schemeID is missing.",
        "Adăugați atributul schemeID cu un cod din lista EAS, de exemplu 9947 pentru codul de TVA din România.",
        "Add the attribute schemeID with a code of the EAS list, for instance 9947 for a Romanian VAT number.");

    private static void Payee(RuleBook book) => book.Context(Ubl.PayeeParty).Fatal("BR-17", IsSomeoneElse, new RuleText(
        "Beneficiarul plății (BG-10) nu are nume (BT-59) sau este chiar vânzătorul.",
        "The payee (BG-10) has no name (BT-59), or is the seller himself.",
        "Completați cac:PartyName/cbc:Name al beneficiarului sau ștergeți cac:PayeeParty dacă beneficiarul este vânzătorul.",
        "Fill in the payee's cac:PartyName/cbc:Name, or remove cac:PayeeParty if the seller is paid himself."));

    private static bool IsSomeoneElse(Element payee) =>
        Name.In(payee) && !Shares(payee, Name, SellerName) && !Shares(payee, Id, SellerId);

    /// <summary>Some value at one path below the payee equals some value at the other below the payee's parent.</summary>
    private static bool Shares(Element payee, ElementPath own, ElementPath seller) =>
        own.Any(payee, (payee.Parent, seller), static (x, s) => s.seller.Any(s.Parent, x, static (y, x) => y.Text.SequenceEqual(x.Text)));

    private static void Representative(RuleBook book) => book.Context(Ubl.TaxRepresentativeParty)
        .Fatal("BR-18", Present.NotBlank(book, "cac:PartyName/cbc:Name"),
            Present.Missing("numele reprezentantului fiscal (BT-62)", "the tax representative's name (BT-62)", "cac:PartyName/cbc:Name"))
        .Fatal("BR-19", e => e.Has(Ubl.PostalAddress),
            Present.Missing("adresa reprezentantului fiscal (BG-12)", "the tax representative's address (BG-12)", "cac:PostalAddress"))
        .Fatal("BR-56", HasVatNumber,
            Present.Missing("codul de TVA al reprezentantului fiscal (BT-63)", "the tax representative's VAT number (BT-63)",
                "cac:PartyTaxScheme/cbc:CompanyID (cac:TaxScheme/cbc:ID = VAT)"));

    private static bool HasVatNumber(Element party)
    {
        foreach (var scheme in party.Children(Ubl.PartyTaxScheme))
            if (scheme.Has(Ubl.CompanyId) && VatCategory.IsVat(scheme))
                return true;
        return false;
    }

    private static void VatPrefix(RuleBook book)
    {
        var countries = CodeList.Of("BR-CO-09", 0, book.Profile);
        book.Context(Ubl.PartyTaxScheme, VatCategory.IsVat).Fatal(
            "BR-CO-09",
            (e, _) => countries.HasFragment(FirstTwo(e.Child(Ubl.CompanyId).Text)),
            (e, _) => new Finding("RO…, EL…, DE…", e.Child(Ubl.CompanyId).ToString()),
            new RuleText(
                "Codul de TVA (BT-31, BT-48 sau BT-63) nu începe cu codul unei țări.",
                "The VAT number (BT-31, BT-48 or BT-63) does not begin with the code of a country.",
                "Scrieți codul de TVA cu prefixul țării, de exemplu RO12345678 (Grecia: EL).",
                "Write the VAT number with its country prefix, for instance RO12345678 (Greece: EL)."));
    }

    private static ReadOnlySpan<byte> FirstTwo(ReadOnlySpan<byte> text)
    {
        var (end, characters) = (0, 0);
        for (; end < text.Length; end++)
            if ((text[end] & 0xC0) != 0x80 && ++characters == 3)
                break;
        return text[..end];
    }
}
