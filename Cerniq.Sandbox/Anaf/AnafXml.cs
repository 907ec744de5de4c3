using System.Xml;
using System.Xml.Linq;
using Cerniq.Sandbox.Companies;

namespace Cerniq.Sandbox.Anaf;

/// <summary>Reads an uploaded file as ANAF's intake does: well-formed, and with the root its standard asks for.</summary>
internal static class AnafXml
{
    private static readonly XNamespace Cbc = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
    private static readonly XNamespace Cac = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
    private static readonly XNamespace Cii = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100";
    private static readonly XName Message = XName.Get("header", "mfp:anaf:dgti:spv:reqMesaj:v1");

    private static readonly Dictionary<string, XName> Roots = new(StringComparer.Ordinal)
    {
        ["UBL"] = XName.Get("Invoice", "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"),
        ["CN"] = XName.Get("CreditNote", "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"),
        ["CII"] = Cii + "CrossIndustryInvoice",
        ["RASP"] = Message,
    };

    /// <summary>The file's content, or why it is not taken in.</summary>
    public static (AnafContent? Content, string? Refusal) Read(byte[] bytes, string standard)
    {
        XDocument document;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(bytes), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            document = XDocument.Load(reader, LoadOptions.SetLineInfo);
        }
        catch (XmlException failure)
        {
            var text = bytes.AsSpan().TrimStart(" \r\n\t"u8) is [(byte)'<', ..] || failure.LineNumber > 1 ? failure.Message : "Content is not allowed in prolog.";
            return (null, Invalid(Math.Max(failure.LineNumber, 1), Math.Max(failure.LinePosition, 1), text));
        }

        var root = document.Root!;
        if (root.Name != Roots[standard])
        {
            var line = (IXmlLineInfo)root;
            return (null, Invalid(line.LineNumber, line.LinePosition, $"cvc-elt.1.a: Cannot find the declaration of element '{root.Name.LocalName}'."));
        }

        return (standard switch
        {
            "RASP" => new AnafContent { AboutIndex = root.Attribute("index_incarcare")?.Value, Message = root.Attribute("message")?.Value },
            "CII" => OfCii(root),
            _ => OfUbl(root),
        }, null);
    }

    /// <summary>A refusal in the parser's words.</summary>
    public static string Invalid(int line, int column, string text) =>
        $"Fisierul transmis nu este valid. org.xml.sax.SAXParseException; lineNumber: {line}; columnNumber: {column}; {text} ";

    private static AnafContent OfUbl(XElement root) => new()
    {
        SellerCif = Cif(root.Element(Cac + "AccountingSupplierParty")),
        BuyerCif = Cif(root.Element(Cac + "AccountingCustomerParty")),
        Number = root.Element(Cbc + "ID")?.Value.Trim() ?? "",
        IssueDate = root.Element(Cbc + "IssueDate")?.Value.Trim() ?? "",
        Currency = root.Element(Cbc + "DocumentCurrencyCode")?.Value.Trim(),
        Amount = root.Element(Cac + "LegalMonetaryTotal")?.Element(Cbc + "PayableAmount")?.Value.Trim(),
    };

    private static AnafContent OfCii(XElement root)
    {
        var trade = root.Descendants().Where(static element => element.Name.LocalName is "SellerTradeParty" or "BuyerTradeParty").ToList();
        return new AnafContent
        {
            SellerCif = CiiCif(trade, "SellerTradeParty"),
            BuyerCif = CiiCif(trade, "BuyerTradeParty"),
            Number = First(First(root, "ExchangedDocument"), "ID")?.Value.Trim() ?? "",
            IssueDate = First(First(root, "IssueDateTime"), "DateTimeString")?.Value.Trim() ?? "",
            Currency = First(root, "InvoiceCurrencyCode")?.Value.Trim(),
            Amount = First(root, "DuePayableAmount")?.Value.Trim(),
        };
    }

    private static string? CiiCif(List<XElement> parties, string name) => parties.Find(party => party.Name.LocalName == name) is { } party
        ? Code(First(party, "SpecifiedTaxRegistration")?.Value) ?? Code(First(party, "SpecifiedLegalOrganization")?.Value)
        : null;

    private static XElement? First(XElement? under, string name) => under?.Descendants().FirstOrDefault(element => element.Name.LocalName == name);

    private static string? Cif(XElement? party)
    {
        var inner = party?.Element(Cac + "Party");
        return inner?.Elements(Cac + "PartyTaxScheme").Select(static scheme => Code(scheme.Element(Cbc + "CompanyID")?.Value)).FirstOrDefault(static code => code is not null)
            ?? Code(inner?.Element(Cac + "PartyLegalEntity")?.Element(Cbc + "CompanyID")?.Value);
    }

    // A trade-register number is no fiscal code; a foreign VAT number is none either.
    private static string? Code(string? text) => FiscalCode.Digits(text?.Trim());
}
