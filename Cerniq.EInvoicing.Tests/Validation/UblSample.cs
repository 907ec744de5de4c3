using System.Xml.Linq;
using Cerniq.EInvoicing.Validation;

namespace Cerniq.EInvoicing.Tests.Validation;

/// <summary>A valid document that uses every group a rule speaks of, and small ways to spoil it.</summary>
internal sealed class UblSample
{
    private static readonly Dictionary<string, XNamespace> Prefixes = new(StringComparer.Ordinal)
    {
        ["inv"] = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
        ["cn"] = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
        ["cac"] = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
        ["cbc"] = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
        ["ext"] = "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
    };

    private readonly XDocument _document;

    private UblSample(string xml) => _document = XDocument.Parse(xml, LoadOptions.PreserveWhitespace);

    public static UblSample Invoice() => new(UblTexts.Invoice);

    public static UblSample CreditNote() => new(UblTexts.CreditNote);

    public byte[] Bytes
    {
        get
        {
            using var stream = new MemoryStream();
            _document.Save(stream, SaveOptions.DisableFormatting);
            return stream.ToArray();
        }
    }

    public XElement Find(string path) => Find(_document.Root!, path);

    /// <summary>Replaces the text at a path.</summary>
    public UblSample Set(string path, string value)
    {
        Find(path).Value = value;
        return this;
    }

    /// <summary>Sets an attribute, or takes it away with null.</summary>
    public UblSample SetAttribute(string path, string name, string? value)
    {
        Find(path).SetAttributeValue(name, value);
        return this;
    }

    public UblSample Remove(string path)
    {
        Find(path).Remove();
        return this;
    }

    /// <summary>Puts a fragment in front of the element at a path.</summary>
    public UblSample Before(string path, string fragment)
    {
        Find(path).AddBeforeSelf(Parse(fragment));
        return this;
    }

    public UblSample After(string path, string fragment)
    {
        Find(path).AddAfterSelf(Parse(fragment));
        return this;
    }

    public UblSample Repeat(string path)
    {
        var element = Find(path);
        element.AddAfterSelf(new XElement(element));
        return this;
    }

    /// <summary>Changes the VAT category of lines, allowances, charges and breakdown at once.</summary>
    public UblSample VatCategory(string code, string? rate, string? reason)
    {
        foreach (var category in _document.Descendants().Where(e => e.Name.LocalName is "TaxCategory" or "ClassifiedTaxCategory"))
        {
            category.Element(Prefixes["cbc"] + "ID")!.Value = code;
            category.Element(Prefixes["cbc"] + "Percent")?.Remove();
            if (rate is not null)
                category.Element(Prefixes["cbc"] + "ID")!.AddAfterSelf(new XElement(Prefixes["cbc"] + "Percent", rate));
        }
        if (reason is not null)
            Find("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cac:TaxScheme").AddBeforeSelf(new XElement(Prefixes["cbc"] + "TaxExemptionReason", reason));
        return this;
    }

    /// <summary>Sets the VAT and the totals that follow from it.</summary>
    public UblSample Vat(string tax, string total)
    {
        return Set("cac:TaxTotal/cbc:TaxAmount", tax).Set("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount", tax)
            .Set("cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount", total).Set("cac:LegalMonetaryTotal/cbc:PayableAmount", total);
    }

    public ValidationResult Validate(ValidationProfile profile = ValidationProfile.Ro109) => InvoiceValidator.Validate(Bytes, profile);

    /// <summary>The ids of the broken rules, each once, in order.</summary>
    public string[] Broken(ValidationProfile profile = ValidationProfile.Ro109)
    {
        var result = Validate(profile);
        result.Problem.ShouldBeNull();
        return [.. result.Violations.Select(v => v.RuleId).Distinct().Order(StringComparer.Ordinal)];
    }

    private static XElement Find(XElement from, string path)
    {
        foreach (var step in path.Split('/'))
        {
            var (name, index) = step.EndsWith(']') ? (step[..step.IndexOf('[', StringComparison.Ordinal)], int.Parse(step[(step.IndexOf('[', StringComparison.Ordinal) + 1)..^1])) : (step, 1);
            var parts = name.Split(':');
            from = from.Elements(Prefixes[parts[0]] + parts[1]).Skip(index - 1).First();
        }
        return from;
    }

    private static XElement[] Parse(string fragment)
    {
        var declarations = string.Join(' ', Prefixes.Select(p => $"xmlns:{p.Key}=\"{p.Value}\""));
        return XElement.Parse($"<x {declarations}>{fragment}</x>").Elements().ToArray();
    }
}
