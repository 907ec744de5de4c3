using System.Globalization;
using System.Text.RegularExpressions;
using Cerniq.EInvoicing.Validation;
using Cerniq.Sandbox.Companies;

namespace Cerniq.Sandbox.Anaf;

/// <summary>What ANAF finds in a file: why it is not taken in, or else its content and what will make it «nok».</summary>
/// <param name="Refusal">The upload's own error; then there is no content.</param>
/// <param name="Content">What was read.</param>
/// <param name="Errors">The broken rules, each in ANAF's form.</param>
internal sealed record AnafFindings(string? Refusal, AnafContent? Content, IReadOnlyList<string> Errors);

/// <summary>Examines files: the root, the schema, and the rules of CIUS-RO with the checks that only the server makes.</summary>
internal static partial class AnafValidation
{
    /// <summary>Examines a file of a standard (UBL, CN, CII or RASP). CII is read, but its rules are not checked.</summary>
    public static AnafFindings Examine(byte[] bytes, string standard)
    {
        var (content, refusal) = AnafXml.Read(bytes, standard);
        if (content is null)
        {
            return new AnafFindings(refusal, null, []);
        }

        if (standard == "RASP")
        {
            return new AnafFindings(null, content, []);
        }

        var verdict = standard == "CII" ? null : InvoiceValidator.Validate(bytes, ValidationProfile.Ro109);
        return verdict is { StructureOk: false }
            ? new AnafFindings(SchemaError(verdict.Problem ?? ""), null, [])
            : new AnafFindings(null, content, [.. SellerErrors(content), .. (verdict?.Violations ?? []).Where(static broken => broken.Severity != Severity.Warning).Select(RuleError)]);
    }

    private static IEnumerable<string> SellerErrors(AnafContent content)
    {
        if (!FiscalCode.IsValid(content.SellerCif))
        {
            yield return "E: AccountingSupplierParty (1) sectiune Party (1) sectiune PartyTaxScheme (1) sectiune CompanyID (1)  eroare regula: R_BT_32_cui: "
                + $"Cui vanzator incorect / validare CUI ({content.SellerCif}) ";
        }
    }

    private static string RuleError(Violation broken) =>
        $"E: validari globale  SCHEMATRON   eroare: [{broken.RuleId}]-{broken.MessageRo}     #{broken.MessageEn}";

    private static string SchemaError(string problem)
    {
        var place = Place().Match(problem);
        return place.Success
            ? AnafXml.Invalid(Number(place, "line"), Number(place, "column"), place.Groups["text"].Value)
            : AnafXml.Invalid(1, 1, problem);
    }

    private static int Number(Match place, string name) => int.Parse(place.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^line (?<line>\d+), column (?<column>\d+): (?<text>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Place();
}
