using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Cerniq.Sandbox.Companies;

namespace Cerniq.Sandbox.Oblio;

/// <summary>The UBL that Oblio makes of an invoice: CIUS-RO, a storno as an invoice with negative quantities.</summary>
internal static class OblioUbl
{
    private static readonly XNamespace Ubl = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
    private static readonly XNamespace Cbc = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
    private static readonly XNamespace Cac = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";

    /// <summary>What stops an invoice from being exported, in Oblio's words; null when nothing does.</summary>
    public static string? Refusal(OblioDocument document)
    {
        var client = document.Client;
        if (!IsRomanian(client))
        {
            return client.City.Length == 0 ? "Adauga Localitatea Clientului" : null;
        }

        return client.City.Length == 0 ? "Adauga Localitatea Clientului"
            : Counties.CodeOf(client.State) is not { } county ? "Selecteaza un Judet valid Clientului tau"
            : county == "B" && Counties.SectorOf(client.City) is null ? "Pentru judetul Bucuresti localitatea trebuie sa fie Sector 1 .. Sector 6"
            : null;
    }

    public static byte[] Write(OblioDocument document, Company issuer)
    {
        var currency = document.Currency;
        var lines = document.Lines.Select((line, i) => Line(line, i + 1, currency)).ToList();
        var root = new XElement(
            Ubl + "Invoice",
            new XAttribute(XNamespace.Xmlns + "cbc", Cbc),
            new XAttribute(XNamespace.Xmlns + "cac", Cac),
            Text("CustomizationID", "urn:cen.eu:en16931:2017#compliant#urn:efactura.mfinante.ro:CIUS-RO:1.0.1"),
            Text("ID", $"{document.SeriesName}{document.Number}"),
            Text("IssueDate", OblioAnswer.Day(document.IssueDate)),
            Text("DueDate", OblioAnswer.Day(document.DueDate ?? document.IssueDate)),
            Text("InvoiceTypeCode", "380"),
            document.Mentions.Length > 0 ? Text("Note", document.Mentions.Length > 300 ? document.Mentions[..300] : document.Mentions) : null,
            Text("DocumentCurrencyCode", currency),
            currency == "RON" ? null : Text("TaxCurrencyCode", "RON"),
            Reference(document),
            new XElement(Cac + "AccountingSupplierParty", Supplier(issuer)),
            new XElement(Cac + "AccountingCustomerParty", Customer(document.Client)),
            TaxTotals(document),
            Totals(document),
            lines);
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
        {
            new XDocument(root).Save(writer);
        }

        return bytes.ToArray();
    }

    private static XElement? Reference(OblioDocument document) => document.Reference is { Type: "Factura" } reference
        ? new XElement(Cac + "BillingReference", new XElement(Cac + "InvoiceDocumentReference", Text("ID", $"{reference.SeriesName}{reference.Number}")))
        : null;

    private static XElement Supplier(Company issuer) => new(
        Cac + "Party",
        Address($"{issuer.Strada} {issuer.Numar}", issuer.Localitate, issuer.JudetAuto, "RO"),
        issuer.ScpTva ? TaxScheme($"RO{issuer.Cui}", "VAT") : TaxScheme($"{issuer.Cui}", "FC"),
        new XElement(Cac + "PartyLegalEntity", Text("RegistrationName", issuer.Denumire), Text("CompanyID", issuer.NrRegCom)));

    private static XElement Customer(OblioClient client)
    {
        var code = FiscalCode.Digits(client.Cif) is { } digits ? digits : client.Cif;
        var payer = client.VatPayer || client.Cif.StartsWith("RO", StringComparison.OrdinalIgnoreCase);
        return new XElement(
            Cac + "Party",
            Address(client.Address, client.City, Counties.CodeOf(client.State), IsRomanian(client) ? "RO" : Counties.CountryOf(client.Country)),
            payer ? TaxScheme($"RO{code}", "VAT") : null,
            new XElement(Cac + "PartyLegalEntity", Text("RegistrationName", client.Name), Text("CompanyID", code.Length > 0 ? code : "0000000000000")));
    }

    private static XElement Address(string street, string city, string? county, string country)
    {
        var town = county == "B" && country == "RO" ? Counties.SectorOf(city) ?? city : city;
        return new XElement(
            Cac + "PostalAddress",
            Text("StreetName", street.Trim().Length > 0 ? street.Trim() : "-"),
            Text("CityName", town),
            county is not null && country == "RO" ? Text("CountrySubentity", $"RO-{county}") : null,
            new XElement(Cac + "Country", Text("IdentificationCode", country)));
    }

    private static XElement TaxScheme(string id, string scheme) =>
        new(Cac + "PartyTaxScheme", Text("CompanyID", id), new XElement(Cac + "TaxScheme", Text("ID", scheme)));

    private static IEnumerable<XElement> TaxTotals(OblioDocument document)
    {
        var currency = document.Currency;
        yield return new XElement(
            Cac + "TaxTotal",
            Amount("TaxAmount", document.Totals.Vat, currency),
            document.Totals.Rates.Select(rate => new XElement(
                Cac + "TaxSubtotal",
                Amount("TaxableAmount", rate.Net, currency),
                Amount("TaxAmount", rate.Vat, currency),
                Category("TaxCategory", rate.VatName, rate.VatPercentage, withReason: true))));
        if (currency != "RON")
        {
            yield return new XElement(Cac + "TaxTotal", Amount("TaxAmount", OblioTotals.Round(document.Totals.Vat * (document.ExchangeRate == 0 ? 1 : document.ExchangeRate)), "RON"));
        }
    }

    private static XElement Totals(OblioDocument document) => new(
        Cac + "LegalMonetaryTotal",
        Amount("LineExtensionAmount", document.Totals.Net, document.Currency),
        Amount("TaxExclusiveAmount", document.Totals.Net, document.Currency),
        Amount("TaxInclusiveAmount", document.Totals.Total, document.Currency),
        Amount("PayableAmount", document.Totals.Total, document.Currency));

    // A discount is a line of its own; its negative sign moves to the quantity, because a price may not be negative.
    private static XElement Line(OblioLine line, int number, string currency)
    {
        var net = OblioTotals.NetOf(line);
        var quantity = line.Price < 0 ? -line.Quantity : line.Quantity;
        return new XElement(
            Cac + "InvoiceLine",
            Text("ID", $"{number}"),
            new XElement(Cbc + "InvoicedQuantity", new XAttribute("unitCode", "H87"), quantity.ToString("0.####", CultureInfo.InvariantCulture)),
            Amount("LineExtensionAmount", net, currency),
            new XElement(
                Cac + "Item",
                line.Description.Length > 0 ? Text("Description", line.Description) : null,
                Text("Name", line.Name),
                line.Code.Length > 0 ? new XElement(Cac + "SellersItemIdentification", Text("ID", line.Code)) : null,
                Category("ClassifiedTaxCategory", line.VatName, line.VatPercentage, withReason: false)),
            new XElement(Cac + "Price", new XElement(Cbc + "PriceAmount", new XAttribute("currencyID", currency), Price(line, net, quantity))));
    }

    private static string Price(OblioLine line, decimal net, decimal quantity) =>
        (line.VatIncluded ? Math.Round(net / quantity, 6, MidpointRounding.AwayFromZero) : Math.Abs(line.Price)).ToString("0.00####", CultureInfo.InvariantCulture);

    private static XElement Category(string name, string vatName, decimal percent, bool withReason)
    {
        var (code, reason) = (percent, vatName) switch
        {
            (> 0, _) => ("S", null),
            (_, "Taxare inversa") => ("AE", "VATEX-EU-AE"),
            (_, "SDD") => ("Z", null),
            _ => ("E", "VATEX-EU-132"),
        };
        return new XElement(
            Cac + name,
            Text("ID", code),
            Text("Percent", percent.ToString("0.00", CultureInfo.InvariantCulture)),
            withReason && reason is not null ? Text("TaxExemptionReasonCode", reason) : null,
            new XElement(Cac + "TaxScheme", Text("ID", "VAT")));
    }

    private static bool IsRomanian(OblioClient client) => client.Country.Length == 0 || client.Country.ToUpperInvariant() is "RO" or "ROMANIA" or "ROMÂNIA";

    private static XElement Text(string name, string value) => new(Cbc + name, value);

    private static XElement Amount(string name, decimal value, string currency) =>
        new(Cbc + name, new XAttribute("currencyID", currency), value.ToString("0.00", CultureInfo.InvariantCulture));
}
