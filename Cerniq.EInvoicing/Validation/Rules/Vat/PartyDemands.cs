namespace Cerniq.EInvoicing.Validation.Rules.Vat;

/// <summary>Rules 02 to 04: who must be identified when a line (02), an allowance (03) or a charge (04) has the category.</summary>
internal static class PartyDemands
{
    public static void AddTo(RuleBook book, VatFamily family)
    {
        var c = family.Category;
        var demand = family.Parties;
        book.Document
            .Fatal(family.Id("02"), (_, f) => Line(f, c, demand), Text(family, "o linie (BG-25)", "a line (BG-25)"))
            .Fatal(family.Id("03"), (_, f) => !UsedInAllowance(in f.Vat.Use(c), c) || Meets(f, demand), Text(family, "o deducere (BG-20)", "an allowance (BG-20)"))
            .Fatal(family.Id("04"), (_, f) => !UsedInCharge(in f.Vat.Use(c), c) || Meets(f, demand), Text(family, "o taxă suplimentară (BG-21)", "a charge (BG-21)"));
    }

    /// <summary>At the standard rate a line whose tax scheme is not VAT breaks the rule whoever is identified.</summary>
    private static bool Line(Facts facts, int category, PartiesDemand demand)
    {
        ref readonly var use = ref facts.Vat.Use(category);
        if (category == VatCategory.Standard && use.Line > 0 && use.LineVat == 0)
            return false;
        return use.LineVat == 0 || Meets(facts, demand);
    }

    private static bool UsedInAllowance(ref readonly CategoryUse use, int category) =>
        (category == VatCategory.OutsideScope ? use.DocumentAllowanceVat : use.AllowanceVat) > 0;

    private static bool UsedInCharge(ref readonly CategoryUse use, int category) => category switch
    {
        VatCategory.OutsideScope => use.DocumentChargeVat > 0,
        VatCategory.CanaryIslands => use.ChargeExactVat > 0,
        _ => use.ChargeVat > 0,
    };

    private static bool Meets(Facts f, PartiesDemand demand) => demand switch
    {
        PartiesDemand.Seller => f.SellerHasTaxId || f.RepresentativeHasVatId,
        PartiesDemand.SellerForVat => f.SellerHasVatId || f.RepresentativeHasVatId,
        PartiesDemand.SellerAndBuyer => (f.SellerHasTaxId || f.RepresentativeHasVatId) && (f.BuyerHasVatId || f.BuyerHasLegalId),
        PartiesDemand.SellerAndBuyerForVat => (f.SellerHasVatId || f.RepresentativeHasVatId) && f.BuyerHasVatId,
        _ => !f.SellerHasVatId && !f.RepresentativeHasVatId && !f.BuyerHasVatId,
    };

    private static RuleText Text(VatFamily family, string ro, string en)
    {
        var (codesRo, codesEn) = Words(family.Parties);
        var (ask, askEn) = family.Parties == PartiesDemand.Nobody
            ? ("Ștergeți codurile de TVA (cac:PartyTaxScheme cu VAT) sau folosiți altă categorie.",
                "Remove the VAT numbers (cac:PartyTaxScheme with VAT), or use another category.")
            : ("Completați cac:PartyTaxScheme/cbc:CompanyID al părții în cauză, cu cac:TaxScheme/cbc:ID = VAT.",
                "Fill in the party's cac:PartyTaxScheme/cbc:CompanyID, with cac:TaxScheme/cbc:ID = VAT.");
        return new RuleText(
            $"{Lengths.Upper(ro)} are categoria de TVA {family.Code} ({family.Ro}), dar {codesRo}.",
            $"{Lengths.Upper(en)} has VAT category {family.Code} ({family.En}), but {codesEn}.",
            ask,
            askEn);
    }

    private static (string Ro, string En) Words(PartiesDemand demand) => demand switch
    {
        PartiesDemand.Seller => ("lipsește codul fiscal al vânzătorului (BT-31, BT-32) sau al reprezentantului fiscal (BT-63)",
            "a tax number of the seller (BT-31, BT-32) or of the tax representative (BT-63) is missing"),
        PartiesDemand.SellerForVat => ("lipsește codul de TVA al vânzătorului (BT-31) sau al reprezentantului fiscal (BT-63)",
            "the VAT number of the seller (BT-31) or of the tax representative (BT-63) is missing"),
        PartiesDemand.SellerAndBuyer => ("lipsește codul fiscal al vânzătorului (BT-31, BT-32, BT-63) sau al cumpărătorului (BT-48, BT-47)",
            "a tax number of the seller (BT-31, BT-32, BT-63) or of the buyer (BT-48, BT-47) is missing"),
        PartiesDemand.SellerAndBuyerForVat => ("lipsește codul de TVA al vânzătorului (BT-31, BT-63) sau al cumpărătorului (BT-48)",
            "the VAT number of the seller (BT-31, BT-63) or of the buyer (BT-48) is missing"),
        _ => ("factura are coduri de TVA (BT-31, BT-48 sau BT-63), care aici nu sunt permise",
            "the invoice has VAT numbers (BT-31, BT-48 or BT-63), which are not allowed here"),
    };
}
