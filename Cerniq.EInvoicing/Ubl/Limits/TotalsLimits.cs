using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;

namespace Cerniq.EInvoicing.Ubl.Limits;

/// <summary>Allowances and charges, the breakdown and the totals.</summary>
internal static class TotalsLimits
{
    public static void Check(Invoice invoice, ProblemCollector found)
    {
        for (var i = 0; i < invoice.AllowanceCharges.Count; i++)
            CheckDocument(invoice.AllowanceCharges[i], new Place("AllowanceCharges", i), found);
        for (var i = 0; i < invoice.VatBreakdown.Count; i++)
            CheckRow(invoice.VatBreakdown[i], new Place("VatBreakdown", i), found);
        var root = new Place("");
        found.Amount(invoice.PrepaidAmount, "BT-113", root, "PrepaidAmount");
        found.Amount(invoice.RoundingAmount, "BT-114", root, "RoundingAmount");
        if (invoice.Totals is { } totals)
            CheckTotals(totals, new Place("Totals"), found);
        else
            found.Require(false, ProblemKind.Missing, "BG-22", root, "Totals", null, "factura nu este calculată", "the invoice has not been calculated");
    }

    public static void CheckAllowanceCharge(AllowanceCharge item, bool onLine, Place place, ProblemCollector found)
    {
        found.Amount(item.Amount, onLine ? item.IsCharge ? "BT-141" : "BT-136" : item.IsCharge ? "BT-99" : "BT-92", place, "Amount");
        found.Amount(item.BaseAmount, onLine ? item.IsCharge ? "BT-142" : "BT-137" : item.IsCharge ? "BT-100" : "BT-93", place, "BaseAmount");
        found.Number(item.Percentage, onLine ? item.IsCharge ? "BT-143" : "BT-138" : item.IsCharge ? "BT-101" : "BT-94", place, "Percentage");
        found.Text(item.ReasonCode, 100, onLine ? item.IsCharge ? "BT-145" : "BT-140" : item.IsCharge ? "BT-105" : "BT-98", null, place, "ReasonCode");
        found.Text(item.Reason, 100, onLine ? item.IsCharge ? "BT-144" : "BT-139" : item.IsCharge ? "BT-104" : "BT-97",
            onLine ? item.IsCharge ? "BR-RO-L1023" : "BR-RO-L1022" : item.IsCharge ? "BR-RO-L1018" : "BR-RO-L1017", place, "Reason");
    }

    public static void CheckTreatment(VatTreatment vat, string term, Place place, ProblemCollector found)
    {
        found.Number(vat.Rate, term, place, "Vat.Rate");
        found.Require(vat.Category == VatCategory.O ? vat.Rate is null : vat.Rate is not null, ProblemKind.NotAllowed, term, place, "Vat.Rate", vat.Category == VatCategory.O ? "BR-O-05" : "BR-48",
            vat.Category == VatCategory.O ? "categoria O nu are cotă" : "lipsește cota de TVA", vat.Category == VatCategory.O ? "category O has no rate" : "the VAT rate is missing");
    }

    private static void CheckDocument(AllowanceCharge item, Place place, ProblemCollector found)
    {
        CheckAllowanceCharge(item, onLine: false, place, found);
        if (item.Vat is { } vat)
            CheckTreatment(vat, item.IsCharge ? "BT-103" : "BT-96", place, found);
        else
            found.Require(false, ProblemKind.Missing, item.IsCharge ? "BT-102" : "BT-95", place, "Vat", item.IsCharge ? "BR-37" : "BR-32",
                "o reducere sau taxă pe document are categorie de TVA", "an allowance or charge of the document has a VAT category");
    }

    private static void CheckRow(VatSubtotal row, Place place, ProblemCollector found)
    {
        found.Amount(row.TaxableAmount, "BT-116", place, "TaxableAmount");
        found.Amount(row.TaxAmount, "BT-117", place, "TaxAmount");
        found.Text(row.ExemptionReason, 100, "BT-120", "BR-RO-L1019", place, "ExemptionReason");
        found.Text(row.ExemptionReasonCode, "BT-121", place, "ExemptionReasonCode");
        CheckTreatment(row.Vat, "BT-119", place, found);
    }

    private static void CheckTotals(DocumentTotals totals, Place place, ProblemCollector found)
    {
        found.Amount(totals.LineNet, "BT-106", place, "LineNet");
        found.Amount(totals.Allowances, "BT-107", place, "Allowances");
        found.Amount(totals.Charges, "BT-108", place, "Charges");
        found.Amount(totals.WithoutVat, "BT-109", place, "WithoutVat");
        found.Amount(totals.Vat, "BT-110", place, "Vat");
        found.Amount(totals.VatInTaxCurrency, "BT-111", place, "VatInTaxCurrency");
        found.Amount(totals.WithVat, "BT-112", place, "WithVat");
        found.Amount(totals.Payable, "BT-115", place, "Payable");
    }
}
