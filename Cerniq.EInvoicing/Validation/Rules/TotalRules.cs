using Cerniq.EInvoicing.Validation.Arithmetic;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>Document totals (BG-22): that they are there, and that they add up.</summary>
internal static class TotalRules
{
    public static void AddTo(RuleBook book)
    {
        var totals = book.Context(Ubl.LegalMonetaryTotal);
        There(totals);
        Sums(totals);
        Decimals(totals, "BR-DEC-");
        book.Document.Fatal("BR-CO-15", WithVat, ExplainWithVat, new RuleText(
            "Totalul cu TVA (BT-112) nu este totalul fără TVA (BT-109) plus TVA în moneda facturii (BT-110), sau nu există exact un total TVA în acea monedă.",
            "The total with VAT (BT-112) is not the total without VAT (BT-109) plus the VAT in the invoice currency (BT-110), or there is not exactly one VAT total in that currency.",
            "Recalculați cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount; păstrați un singur cac:TaxTotal în moneda din cbc:DocumentCurrencyCode.",
            "Recompute cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount; keep one cac:TaxTotal in the currency of cbc:DocumentCurrencyCode."));
    }

    /// <summary>Both publishers limit the same eight totals; only the ids differ.</summary>
    public static void Decimals(RuleContext totals, string prefix) => totals
        .TwoDecimals(prefix + "09", Ubl.LineExtensionAmount, "suma valorilor nete ale liniilor (BT-106)", "the sum of the line net amounts (BT-106)")
        .TwoDecimals(prefix + "10", Ubl.AllowanceTotalAmount, "suma deducerilor (BT-107)", "the sum of allowances (BT-107)")
        .TwoDecimals(prefix + "11", Ubl.ChargeTotalAmount, "suma taxelor suplimentare (BT-108)", "the sum of charges (BT-108)")
        .TwoDecimals(prefix + "12", Ubl.TaxExclusiveAmount, "totalul fără TVA (BT-109)", "the total without VAT (BT-109)")
        .TwoDecimals(prefix + "14", Ubl.TaxInclusiveAmount, "totalul cu TVA (BT-112)", "the total with VAT (BT-112)")
        .TwoDecimals(prefix + "16", Ubl.PrepaidAmount, "suma plătită (BT-113)", "the paid amount (BT-113)")
        .TwoDecimals(prefix + "17", Ubl.PayableRoundingAmount, "rotunjirea (BT-114)", "the rounding amount (BT-114)")
        .TwoDecimals(prefix + "18", Ubl.PayableAmount, "suma de plată (BT-115)", "the amount due (BT-115)");

    private static void There(RuleContext totals) => totals
        .Fatal("BR-12", e => e.Has(Ubl.LineExtensionAmount),
            Present.Missing("suma valorilor nete ale liniilor (BT-106)", "the sum of the line net amounts (BT-106)", "cbc:LineExtensionAmount"))
        .Fatal("BR-13", e => e.Has(Ubl.TaxExclusiveAmount),
            Present.Missing("totalul fără TVA (BT-109)", "the total without VAT (BT-109)", "cbc:TaxExclusiveAmount"))
        .Fatal("BR-14", e => e.Has(Ubl.TaxInclusiveAmount),
            Present.Missing("totalul cu TVA (BT-112)", "the total with VAT (BT-112)", "cbc:TaxInclusiveAmount"))
        .Fatal("BR-15", e => e.Has(Ubl.PayableAmount), Present.Missing("suma de plată (BT-115)", "the amount due (BT-115)", "cbc:PayableAmount"));

    private static void Sums(RuleContext totals) => totals
        .Fatal("BR-CO-10", (e, f) => Number.Equal(Number.Exact(e, Ubl.LineExtensionAmount), f.LineTotal.RoundCents()),
            (e, f) => Compare(f.LineTotal.RoundCents(), e, Ubl.LineExtensionAmount), Wrong(
                "Suma valorilor nete ale liniilor (BT-106) nu este suma liniilor (BT-131).",
                "The sum of the line net amounts (BT-106) is not the sum of the lines (BT-131).", "cbc:LineExtensionAmount"))
        .Fatal("BR-CO-11", (e, _) => MatchesItems(e, Ubl.AllowanceTotalAmount, charge: false),
            (e, _) => Compare(SumOfItems(e, charge: false).RoundCents(), e, Ubl.AllowanceTotalAmount), Wrong(
                "Suma deducerilor (BT-107) nu este suma deducerilor la nivelul documentului (BT-92).",
                "The sum of allowances (BT-107) is not the sum of the document level allowances (BT-92).", "cbc:AllowanceTotalAmount"))
        .Fatal("BR-CO-12", (e, _) => MatchesItems(e, Ubl.ChargeTotalAmount, charge: true),
            (e, _) => Compare(SumOfItems(e, charge: true).RoundCents(), e, Ubl.ChargeTotalAmount), Wrong(
                "Suma taxelor suplimentare (BT-108) nu este suma taxelor suplimentare la nivelul documentului (BT-99).",
                "The sum of charges (BT-108) is not the sum of the document level charges (BT-99).", "cbc:ChargeTotalAmount"))
        .Fatal("BR-CO-13", (e, _) => Number.Equal(Number.Exact(e, Ubl.TaxExclusiveAmount), WithoutVat(e)),
            (e, _) => Compare(WithoutVat(e), e, Ubl.TaxExclusiveAmount), Wrong(
                "Totalul fără TVA (BT-109) nu este suma liniilor (BT-106) minus deduceri (BT-107) plus taxe suplimentare (BT-108).",
                "The total without VAT (BT-109) is not the sum of lines (BT-106) minus allowances (BT-107) plus charges (BT-108).", "cbc:TaxExclusiveAmount"))
        .Fatal("BR-CO-16", (e, _) => IsAmountDue(e), ExplainDue, Wrong(
            "Suma de plată (BT-115) nu este totalul cu TVA (BT-112) minus suma plătită (BT-113) plus rotunjirea (BT-114).",
            "The amount due (BT-115) is not the total with VAT (BT-112) minus the paid amount (BT-113) plus the rounding (BT-114).", "cbc:PayableAmount"));

    private static RuleText Wrong(string ro, string en, string place) => new(
        ro, en, $"Recalculați {place} sau corectați termenii din care se compune.", $"Recompute {place}, or correct the terms it is made of.");

    private static Finding Compare(Num? expected, Element totals, ushort amount) => new(expected?.ToString(), totals.Child(amount).ToString());

    private static bool MatchesItems(Element totals, ushort amount, bool charge)
    {
        if (Number.Exact(totals, amount) is { } stated)
            return stated == SumOfItems(totals, charge).RoundCents();
        foreach (var item in totals.Parent.Children(Ubl.AllowanceCharge))
            if (AllowanceAndChargeRules.Is(item, charge))
                return false;
        return true;
    }

    private static Num SumOfItems(Element totals, bool charge)
    {
        var sum = Num.Zero;
        foreach (var item in totals.Parent.Children(Ubl.AllowanceCharge))
            if (AllowanceAndChargeRules.Is(item, charge) && Number.Exact(item, Ubl.Amount) is { } amount)
                sum += amount;
        return sum;
    }

    /// <summary>Rounded only where there is something to add or take off, as in the official test.</summary>
    private static Num? WithoutVat(Element totals)
    {
        var lines = Number.Exact(totals, Ubl.LineExtensionAmount);
        var charges = Number.Exact(totals, Ubl.ChargeTotalAmount);
        var allowances = Number.Exact(totals, Ubl.AllowanceTotalAmount);
        if (charges is null && allowances is null)
            return lines;
        return (lines + (charges ?? Num.Zero) - (allowances ?? Num.Zero))?.RoundCents();
    }

    private static bool IsAmountDue(Element totals)
    {
        var due = Number.Exact(totals, Ubl.PayableAmount);
        if (due is { } amount && Number.Exact(totals, Ubl.PayableRoundingAmount) is { } rounding)
            due = (amount - rounding).RoundCents();
        return Number.Equal(due, LessPaid(totals));
    }

    private static Num? LessPaid(Element totals)
    {
        var total = Number.Exact(totals, Ubl.TaxInclusiveAmount);
        return total is { } sum && Number.Exact(totals, Ubl.PrepaidAmount) is { } paid ? (sum - paid).RoundCents() : total;
    }

    private static Finding ExplainDue(Element totals, Facts facts) =>
        Compare(LessPaid(totals) + (Number.Exact(totals, Ubl.PayableRoundingAmount) ?? Num.Zero), totals, Ubl.PayableAmount);

    private static bool WithVat(Element document, Facts facts)
    {
        if (!document.Has(Ubl.DocumentCurrencyCode))
            return true;
        return VatInDocumentCurrency(document, out var count) is { } vat && count == 1
            && Number.Equal(Total(document, Ubl.TaxInclusiveAmount), (Total(document, Ubl.TaxExclusiveAmount) + vat)?.RoundCents());
    }

    private static Num? Total(Element document, ushort amount) => Number.Exact(document.Child(Ubl.LegalMonetaryTotal), amount);

    private static Num? VatInDocumentCurrency(Element document, out int count)
    {
        Num? vat = null;
        count = 0;
        var currency = document.Child(Ubl.DocumentCurrencyCode).Text;
        foreach (var total in document.Children(Ubl.TaxTotal))
            foreach (var amount in total.Children(Ubl.TaxAmount))
                if (amount.Attribute(AttributeNames.CurrencyId).SequenceEqual(currency))
                {
                    vat = Num.Parse(amount.Text);
                    count++;
                }
        return vat;
    }

    private static Finding ExplainWithVat(Element document, Facts facts)
    {
        var vat = VatInDocumentCurrency(document, out var count);
        var currency = document.Child(Ubl.DocumentCurrencyCode);
        if (count != 1)
            return new Finding($"1 × TaxTotal/TaxAmount currencyID=\"{currency}\"", $"{count}");
        var without = Total(document, Ubl.TaxExclusiveAmount);
        return new Finding($"{without} + {vat} = {(without + vat)?.RoundCents()}", Total(document, Ubl.TaxInclusiveAmount)?.ToString());
    }
}
