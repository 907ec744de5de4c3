namespace Cerniq.EInvoicing.Validation.Rules.Romania;

/// <summary>Two decimals again, by ANAF's own ids (BR-DEC-RO).</summary>
internal static class RomanianDecimalRules
{
    public static void AddTo(RuleBook book)
    {
        // The contexts name a credit note in a namespace it does not have: only invoices are judged.
        book.Context(Ubl.AllowanceCharge, e => e.Parent.Index == 1 && e.Root.Name == Ubl.Invoice && AllowanceAndChargeRules.Is(e, charge: false))
            .TwoDecimals("BR-DEC-RO-01", Ubl.Amount, "valoarea deducerii (BT-92)", "the allowance amount (BT-92)")
            .TwoDecimals("BR-DEC-RO-02", Ubl.BaseAmount, "valoarea de bază a deducerii (BT-93)", "the allowance base amount (BT-93)")
            .NotLonger("BR-RO-L1017", "cbc:AllowanceChargeReasonCode", 100, "codul motivului deducerii (BT-98)", "the reason code of the allowance (BT-98)");
        book.Context(Ubl.AllowanceCharge, e => e.Parent.Index == 1 && e.Root.Name == Ubl.Invoice && AllowanceAndChargeRules.Is(e, charge: true))
            .TwoDecimals("BR-DEC-RO-05", Ubl.Amount, "valoarea taxei suplimentare (BT-99)", "the charge amount (BT-99)")
            .TwoDecimals("BR-DEC-RO-06", Ubl.BaseAmount, "valoarea de bază a taxei suplimentare (BT-100)", "the charge base amount (BT-100)")
            .NotLonger("BR-RO-L1018", "cbc:AllowanceChargeReasonCode", 100, "codul motivului taxei suplimentare (BT-105)", "the reason code of the charge (BT-105)");
        TotalRules.Decimals(book.Context(Ubl.LegalMonetaryTotal), "BR-DEC-RO-");
        VatBreakdownRules.Decimals(book.Context(Ubl.TaxSubtotal, VatBreakdownRules.InTotal), "BR-DEC-RO-1009", "BR-DEC-RO-1010");
        book.Context(Ubl.AllowanceCharge, e => LineRules.IsLine(e.Parent) && AllowanceAndChargeRules.Is(e, charge: false))
            .TwoDecimals("BR-DEC-RO-24", Ubl.Amount, "valoarea deducerii liniei (BT-136)", "the line allowance amount (BT-136)")
            .TwoDecimals("BR-DEC-RO-25", Ubl.BaseAmount, "valoarea de bază a deducerii liniei (BT-137)", "the line allowance base amount (BT-137)")
            .NotLonger("BR-RO-L1022", "cbc:AllowanceChargeReason", 100, "motivul deducerii liniei (BT-139)", "the reason of the line allowance (BT-139)");
        book.Context(Ubl.AllowanceCharge, e => LineRules.IsLine(e.Parent) && AllowanceAndChargeRules.Is(e, charge: true))
            .TwoDecimals("BR-DEC-RO-27", Ubl.Amount, "valoarea taxei suplimentare a liniei (BT-141)", "the line charge amount (BT-141)")
            .TwoDecimals("BR-DEC-RO-28", Ubl.BaseAmount, "valoarea de bază a taxei suplimentare a liniei (BT-142)", "the line charge base amount (BT-142)")
            .NotLonger("BR-RO-L1023", "cbc:AllowanceChargeReason", 100, "motivul taxei suplimentare a liniei (BT-144)", "the reason of the line charge (BT-144)");
    }
}
