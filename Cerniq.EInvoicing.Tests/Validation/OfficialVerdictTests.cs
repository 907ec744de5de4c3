using System.Text.Json;
using System.Text.RegularExpressions;
using Cerniq.EInvoicing.Validation;

namespace Cerniq.EInvoicing.Tests.Validation;

/// <summary>Document by document: what the official artefacts said, and what we say.</summary>
public sealed partial class OfficialVerdictTests
{
    /// <summary>An official report prints the value of an attribute there instead of a place.</summary>
    private static readonly string[] Unplaced = ["BR-CL-03", "BR-CL-23"];

    private static readonly Lazy<Dictionary<string, byte[]>> Documents = new(Conformance.Documents);
    private static readonly Lazy<JsonElement[]> Verdicts = new(() => [.. Conformance.Verdicts()]);

    [ConformanceFact]
    public void Every_document_gets_the_verdict_of_the_Romanian_artefacts() => Compare(ValidationProfile.Ro109, "ro");

    [ConformanceFact]
    public void Every_document_gets_the_verdict_of_the_European_artefacts() => Compare(ValidationProfile.En1316, "en");

    private static void Compare(ValidationProfile profile, string mark)
    {
        var differences = Verdicts.Value.AsParallel().Select(v => Difference(v, profile, mark)).Where(d => d is not null).Take(20).ToArray();

        Verdicts.Value.Length.ShouldBeGreaterThan(1000);
        differences.ShouldBeEmpty();
    }

    private static string? Difference(JsonElement official, ValidationProfile profile, string mark)
    {
        var file = official.GetProperty("file").GetString()!;
        var result = InvoiceValidator.Validate(Documents.Value[file], profile);
        var wellFormed = official.GetProperty("wf").GetBoolean();
        var structureOk = wellFormed && official.GetProperty("xsd_ok").GetBoolean();
        if (result.WellFormed != wellFormed || result.StructureOk != structureOk)
            return $"{file}: structure {result.Problem ?? "ok"}";
        if (!structureOk)
            return null;
        var fired = official.GetProperty("fired_" + mark).EnumerateArray().ToArray();
        // Tests that could not be evaluated officially are not scored.
        var unscored = fired.Where(f => Text(f, "flag") == "dynamic-error").Select(f => Text(f, "id")).ToHashSet(StringComparer.Ordinal);
        var wanted = fired.Where(f => !unscored.Contains(Text(f, "id"))).Select(f => Key(Text(f, "id"), Text(f, "flag"), Text(f, "location"))).Order(StringComparer.Ordinal);
        var found = result.Violations.Where(v => !unscored.Contains(v.RuleId))
            .Select(v => Key(v.RuleId, v.Severity.ToString().ToLowerInvariant(), v.Location)).Order(StringComparer.Ordinal);
        var (want, have) = (string.Join('\n', wanted), string.Join('\n', found));
        return want == have ? null : $"{file}\nofficially:\n{want}\nhere:\n{have}";
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static string Key(string id, string flag, string location) => $"{id} {flag} {(Unplaced.Contains(id) ? "" : FirstIndex().Replace(location, ""))}";

    [GeneratedRegex(@"\[1\]", RegexOptions.None, 1000)]
    private static partial Regex FirstIndex();
}
