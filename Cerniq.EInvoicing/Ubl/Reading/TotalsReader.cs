using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl.Reading;

/// <summary>Allowances and charges, the VAT breakdown and the totals.</summary>
internal static class TotalsReader
{
    public static ValueList<AllowanceCharge> ReadAllowanceCharges(UblElement parent, ValueReader values) =>
        parent.Children("AllowanceCharge").Select(item => AllowanceCharge(item, values)).ToValueList();

    public static decimal? Total(UblElement root, string local, ValueReader values) =>
        root.Child("LegalMonetaryTotal") is { } totals ? values.Amount(totals, local) : null;

    public static DocumentTotals? Read(UblElement root, Invoice invoice, ValueReader values)
    {
        var totals = root.Child("LegalMonetaryTotal");
        if (totals is null)
        {
            values.Missing(root, "cac:LegalMonetaryTotal");
            return null;
        }

        return new DocumentTotals
        {
            LineNet = values.RequiredAmount(totals, "LineExtensionAmount"),
            Allowances = values.Amount(totals, "AllowanceTotalAmount"),
            Charges = values.Amount(totals, "ChargeTotalAmount"),
            WithoutVat = values.RequiredAmount(totals, "TaxExclusiveAmount"),
            Vat = VatIn(root, invoice.Currency, values),
            VatInTaxCurrency = invoice.TaxCurrency is { } currency && currency != invoice.Currency ? VatIn(root, currency, values) : null,
            WithVat = values.RequiredAmount(totals, "TaxInclusiveAmount"),
            Payable = values.RequiredAmount(totals, "PayableAmount"),
        };
    }

    public static ValueList<VatSubtotal> ReadBreakdown(UblElement root, string currency, ValueReader values) =>
        TaxTotal(root, currency)?.Children("TaxSubtotal").Select(row => Row(row, values)).OfType<VatSubtotal>().ToValueList() ?? default;

    // A document may state no VAT at all, but not only in a currency it has nothing to do with.
    private static decimal? VatIn(UblElement root, string currency, ValueReader values)
    {
        if (TaxTotal(root, currency) is { } total)
            return values.Decimal(total, "TaxAmount");
        if (root.Child("TaxTotal") is { } other && currency == values.Currency)
            values.Bad(other, $"No VAT total is in {currency}, the currency of the document.");
        return null;
    }

    private static UblElement? TaxTotal(UblElement root, string currency) =>
        root.Children("TaxTotal").Find(total => total.Basic("TaxAmount")?.Attribute("currencyID") == currency);

    private static VatSubtotal? Row(UblElement row, ValueReader values)
    {
        var category = row.Child("TaxCategory");
        var taxable = values.RequiredAmount(row, "TaxableAmount");
        var tax = values.RequiredAmount(row, "TaxAmount");
        if (category is null)
            values.Missing(row, "cac:TaxCategory");
        if (values.Treatment(category) is not { } vat)
            return null;
        return new VatSubtotal
        {
            Vat = vat,
            TaxableAmount = taxable,
            TaxAmount = tax,
            ExemptionReasonCode = category!.Text("TaxExemptionReasonCode"),
            ExemptionReason = category.Text("TaxExemptionReason"),
        };
    }

    private static AllowanceCharge AllowanceCharge(UblElement item, ValueReader values)
    {
        var indicator = item.Text("ChargeIndicator");
        if (indicator is not ("true" or "false" or "1" or "0"))
            values.Bad(item, "cbc:ChargeIndicator is neither true nor false.");
        return new AllowanceCharge
        {
            IsCharge = indicator is "true" or "1",
            ReasonCode = item.Text("AllowanceChargeReasonCode"),
            Reason = item.Text("AllowanceChargeReason"),
            Percentage = values.Decimal(item, "MultiplierFactorNumeric"),
            Amount = values.RequiredAmount(item, "Amount"),
            BaseAmount = values.Amount(item, "BaseAmount"),
            Vat = values.Treatment(item.Child("TaxCategory")),
        };
    }
}
