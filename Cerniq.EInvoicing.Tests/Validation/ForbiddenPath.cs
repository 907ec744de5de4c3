using System.Text;
using System.Text.RegularExpressions;

namespace Cerniq.EInvoicing.Tests.Validation;

/// <summary>Reads published tests such as <c>not(cac:Delivery/cbc:ID/@schemeID)</c>, and makes an invoice that has just that path.</summary>
internal static partial class ForbiddenPath
{
    /// <summary>The invoice; null for a test of another form.</summary>
    public static byte[]? Of(string test)
    {
        var match = Form().Match(test.Trim());
        if (!match.Success)
            return null;
        var path = match.Groups["path"].Value.Replace("(cac:InvoiceLine|cac:CreditNoteLine)", "cac:InvoiceLine", StringComparison.Ordinal);
        return Document(path.TrimStart('/').Split('/'));
    }

    private static byte[] Document(string[] steps)
    {
        var (open, close) = (new StringBuilder(), "");
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i][0] == '@')
                continue;
            var attribute = i + 1 < steps.Length && steps[i + 1][0] == '@' ? $" {steps[i + 1][1..]}=\"x\"" : "";
            open.Append($"<{steps[i]}{attribute}>");
            close = $"</{steps[i]}>{close}";
        }

        var inner = open.Length == 0 ? $"<cbc:Note {steps[0][1..]}=\"x\"/>" : open + close;
        return Encoding.UTF8.GetBytes(
            "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\""
            + " xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\" xmlns:ext=\"urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2\">"
            + inner + "</Invoice>");
    }

    [GeneratedRegex(@"^not\((?<path>(//)?(\(cac:InvoiceLine\|cac:CreditNoteLine\)/)?(((cac|cbc|ext):\w+|@\w+)(/|(?=\))))+)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
