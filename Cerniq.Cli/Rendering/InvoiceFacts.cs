using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;

namespace Cerniq.Cli.Rendering;

/// <summary>What a person wants to see of an invoice, in words; shared by the terminal and the page.</summary>
internal static class InvoiceFacts
{
    public static IEnumerable<(string Label, string Value)> Header(Invoice invoice)
    {
        yield return ("Data emiterii", $"{invoice.IssueDate:yyyy-MM-dd}");
        if (invoice.DueDate is { } due)
            yield return ("Scadența", $"{due:yyyy-MM-dd}");
        if (invoice.TaxPointDate is { } taxPoint)
            yield return ("Exigibilitatea TVA", $"{taxPoint:yyyy-MM-dd}");
        if (invoice.Delivery?.Date is { } delivered)
            yield return ("Data livrării", $"{delivered:yyyy-MM-dd}");
        if (invoice.Period is { } period)
            yield return ("Perioada", $"{period.Start:yyyy-MM-dd} - {period.End:yyyy-MM-dd}");
        if (invoice.References.PurchaseOrder is { } order)
            yield return ("Comanda", order);
        if (invoice.References.Contract is { } contract)
            yield return ("Contract", contract);
        foreach (var preceding in invoice.References.PrecedingInvoices)
            yield return ("Factura anterioară", preceding.IssueDate is { } date ? $"{preceding.Number} din {date:yyyy-MM-dd}" : preceding.Number);
        foreach (var means in invoice.PaymentMeans)
        {
            if (means.CreditTransfer is { } transfer)
                yield return ("Cont", transfer.Account);
        }

        if (invoice.PaymentTerms is { } terms)
            yield return ("Condiții de plată", terms);
    }

    public static IEnumerable<string> Party(Party party)
    {
        yield return party.Name;
        foreach (var registration in party.TaxRegistrations)
            yield return (registration.IsVat ? "Cod TVA: " : "CUI: ") + registration.CompanyId;
        if (party.LegalRegistration is { } legal)
            yield return "Nr. înregistrare: " + legal.Value;
        var address = party.Address;
        var county = RomanianCounty.NameOf(address.Subdivision) ?? address.Subdivision;
        yield return string.Join(", ", new[] { address.Street, address.AdditionalStreet, address.Line3, address.City, county, address.PostalCode, address.CountryCode }.Where(part => part is not null));
    }

    public static IEnumerable<(string Label, string Value)> Totals(Invoice invoice)
    {
        foreach (var item in invoice.AllowanceCharges)
            yield return ((item.IsCharge ? "Taxă suplimentară" : "Reducere") + (item.Reason is null ? "" : $" ({item.Reason})"), Amount(item.Amount, invoice.Currency));
        foreach (var row in invoice.VatBreakdown)
        {
            var reason = row.ExemptionReason ?? row.ExemptionReasonCode;
            yield return ($"TVA {Vat(row.Vat)}{(reason is null ? "" : $" ({reason})")} la {Amount(row.TaxableAmount, invoice.Currency)}", Amount(row.TaxAmount, invoice.Currency));
        }

        if (invoice.Totals is not { } totals)
            yield break;
        yield return ("Total fără TVA", Amount(totals.WithoutVat, invoice.Currency));
        yield return ("TVA", Amount(totals.Vat ?? 0m, invoice.Currency));
        if (totals.VatInTaxCurrency is { } inLei)
            yield return ($"TVA în {invoice.TaxCurrency}", Amount(inLei, invoice.TaxCurrency!));
        yield return ("Total cu TVA", Amount(totals.WithVat, invoice.Currency));
        if (invoice.PrepaidAmount is { } prepaid)
            yield return ("Achitat", Amount(prepaid, invoice.Currency));
        yield return ("De plată", Amount(totals.Payable, invoice.Currency));
    }

    public static string Vat(VatTreatment vat) => vat.Category switch
    {
        VatCategory.S => $"{vat.Rate:0.##} %",
        VatCategory.AE => "taxare inversă",
        VatCategory.E => "scutit",
        VatCategory.K => "intracomunitar",
        VatCategory.G => "export",
        VatCategory.O => "fără TVA",
        _ => $"{vat.Category.Code()} {vat.Rate:0.##} %",
    };

    /// <summary>The net price, and for how many units it is where that is not one: 10 / 100.</summary>
    public static string Price(Price price) => price.BaseQuantity is { } units and not 1m ? $"{price.Net} / {units}" : $"{price.Net}";

    public static string Amount(decimal amount, string currency) => $"{amount:#,##0.00} {currency}";
}
