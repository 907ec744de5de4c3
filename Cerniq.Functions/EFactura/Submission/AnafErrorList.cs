using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Cerniq.EInvoicing.Validation;
using Cerniq.Functions.Anaf;

namespace Cerniq.Functions.EFactura;

/// <summary>The errors in ANAF's answer to a rejected document: <c>header/Error/@errorMessage</c>, each of them.</summary>
internal static partial class AnafErrorList
{
    private static readonly XmlReaderSettings Safe = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    private static readonly Lazy<Dictionary<string, RuleDescription>> Rules =
        new(() => RuleCatalogue.All.ToDictionary(rule => rule.Id, StringComparer.Ordinal));

    public static IReadOnlyList<string> Read(ReadOnlyMemory<byte> xml)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(xml.ToArray(), writable: false), Safe);
            var messages = XDocument.Load(reader).Descendants()
                .Where(element => element.Name.LocalName is "Error" or "Eroare")
                .Select(element => element.Attributes().FirstOrDefault(attribute => attribute.Name.LocalName == "errorMessage")?.Value.Trim())
                .OfType<string>()
                .Where(message => message.Length > 0)
                .ToList();
            return messages.Count > 0 ? messages : ["ANAF rejected the document and gave no reason."];
        }
        catch (XmlException unreadable)
        {
            return [$"ANAF rejected the document; its list of errors cannot be read: {unreadable.Message}"];
        }
    }

    public static EFacturaError AsError(string message)
    {
        var finding = AnafFinding.Of(message);
        var known = finding.Rule is { } rule ? Rules.Value.GetValueOrDefault(rule) : null;
        return new EFacturaError(
            finding.Rule ?? "ANAF", "fatal", Place(finding.Message), finding.Message, known?.FixEn ?? "Correct the invoice and file it again.");
    }

    /// <summary>Where ANAF says that it is, or the whole document.</summary>
    private static string Place(string message) =>
        Location().Match(message) is { Success: true } found ? found.Groups["path"].Value : "/";

    [GeneratedRegex(@"localizareEroare\s*=\s*(?<path>/[^;\s]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Location();
}
