using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;

namespace Cerniq.EInvoicing.Ubl.Writing;

/// <summary>Allowances and charges, the VAT breakdown and the totals.</summary>
internal static class TotalsWriter
{
    public static void Write(Utf8XmlBuffer xml, Invoice invoice, byte[] currency)
    {
        var totals = invoice.Totals ?? throw new InvalidOperationException("An invoice is calculated before it is written.");
        if (totals.Vat is { } vat)
            WriteVat(xml, invoice, vat, currency);
        if (totals.VatInTaxCurrency is { } inTaxCurrency && invoice.TaxCurrency is { } taxCurrency && taxCurrency != invoice.Currency)
        {
            xml.Open("cac:TaxTotal"u8);
            xml.Amount("cbc:TaxAmount"u8, inTaxCurrency, DocumentWriter.CurrencyAttribute(taxCurrency));
            xml.Close("cac:TaxTotal"u8);
        }

        xml.Open("cac:LegalMonetaryTotal"u8);
        xml.Amount("cbc:LineExtensionAmount"u8, totals.LineNet, currency);
        xml.Amount("cbc:TaxExclusiveAmount"u8, totals.WithoutVat, currency);
        xml.Amount("cbc:TaxInclusiveAmount"u8, totals.WithVat, currency);
        Optional(xml, "cbc:AllowanceTotalAmount"u8, totals.Allowances, currency);
        Optional(xml, "cbc:ChargeTotalAmount"u8, totals.Charges, currency);
        Optional(xml, "cbc:PrepaidAmount"u8, invoice.PrepaidAmount, currency);
        Optional(xml, "cbc:PayableRoundingAmount"u8, invoice.RoundingAmount, currency);
        xml.Amount("cbc:PayableAmount"u8, totals.Payable, currency);
        xml.Close("cac:LegalMonetaryTotal"u8);
    }

    public static void WriteAllowanceCharge(Utf8XmlBuffer xml, AllowanceCharge item, byte[] currency)
    {
        xml.Open("cac:AllowanceCharge"u8);
        xml.Text("cbc:ChargeIndicator"u8, item.IsCharge ? "true" : "false");
        xml.Text("cbc:AllowanceChargeReasonCode"u8, item.ReasonCode);
        xml.Text("cbc:AllowanceChargeReason"u8, item.Reason);
        if (item.Percentage is { } percentage)
            xml.Number("cbc:MultiplierFactorNumeric"u8, percentage);
        xml.Amount("cbc:Amount"u8, item.Amount, currency);
        Optional(xml, "cbc:BaseAmount"u8, item.BaseAmount, currency);
        if (item.Vat is { } vat)
            WriteCategory(xml, "cac:TaxCategory"u8, vat, null, null);
        xml.Close("cac:AllowanceCharge"u8);
    }

    public static void WriteCategory(Utf8XmlBuffer xml, ReadOnlySpan<byte> name, VatTreatment vat, string? reasonCode, string? reason)
    {
        xml.Open(name);
        xml.Text("cbc:ID"u8, vat.Category.Code());
        if (vat.Rate is { } rate)
            xml.Number("cbc:Percent"u8, rate);
        xml.Text("cbc:TaxExemptionReasonCode"u8, reasonCode);
        xml.Text("cbc:TaxExemptionReason"u8, reason);
        xml.Open("cac:TaxScheme"u8);
        xml.Text("cbc:ID"u8, "VAT");
        xml.Close("cac:TaxScheme"u8);
        xml.Close(name);
    }

    private static void WriteVat(Utf8XmlBuffer xml, Invoice invoice, decimal vat, byte[] currency)
    {
        xml.Open("cac:TaxTotal"u8);
        xml.Amount("cbc:TaxAmount"u8, vat, currency);
        foreach (var row in invoice.VatBreakdown)
        {
            xml.Open("cac:TaxSubtotal"u8);
            xml.Amount("cbc:TaxableAmount"u8, row.TaxableAmount, currency);
            xml.Amount("cbc:TaxAmount"u8, row.TaxAmount, currency);
            WriteCategory(xml, "cac:TaxCategory"u8, row.Vat, row.ExemptionReasonCode, row.ExemptionReason);
            xml.Close("cac:TaxSubtotal"u8);
        }

        xml.Close("cac:TaxTotal"u8);
    }

    private static void Optional(Utf8XmlBuffer xml, ReadOnlySpan<byte> name, decimal? amount, byte[] currency)
    {
        if (amount is { } value)
            xml.Amount(name, value, currency);
    }
}
