using Cerniq.EInvoicing.Validation;

namespace Cerniq.Cli.Rendering;

/// <summary>Verdicts for a person: what is wrong, where, and what to change. Lines are left whole, to be searched and copied.</summary>
internal sealed class TextVerdictWriter(TextWriter output, bool romanian) : IVerdictWriter
{
    private readonly Style _style = new(output);
    private int _valid;
    private int _invalid;

    public void Write(string file, ValidationResult result)
    {
        if (result.Valid)
            _valid++;
        else
            _invalid++;
        var warnings = result.Violations.Count(violation => violation.Severity == Severity.Warning);
        output.WriteLine($"{file}: {Verdict(result, result.Violations.Count - warnings)}{(warnings > 0 ? " " + _style.Yellow($"({Counted(warnings, "warning")})") : "")}");
        foreach (var violation in result.Violations)
            Write(violation);
    }

    public void Finish()
    {
        if (_valid + _invalid > 1)
            output.WriteLine($"{_valid + _invalid} files: {_style.Green($"{_valid} valid")}, {(_invalid > 0 ? _style.Red($"{_invalid} invalid") : _style.Green("0 invalid"))}");
        output.Flush();
    }

    private string Verdict(ValidationResult result, int broken) => result switch
    {
        { WellFormed: false } => _style.Red("not XML"),
        { StructureOk: false } => _style.Red("not UBL 2.1 by its schema"),
        { Valid: true } => _style.Green("valid"),
        _ => _style.Red($"invalid: {Counted(broken, "rule")} broken"),
    };

    private static string Counted(int count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";

    private void Write(Violation violation)
    {
        var id = violation.Severity == Severity.Warning ? _style.Yellow(violation.RuleId) : _style.Red(violation.RuleId);
        output.WriteLine($"  {id} {(romanian ? violation.MessageRo : violation.MessageEn)}");
        if (violation.Found is not null || violation.Expected is not null)
            output.WriteLine($"      found {violation.Found ?? "nothing"}{(violation.Expected is null ? "" : ", expected " + violation.Expected)}");
        output.WriteLine($"      at {violation.Location}");
        output.WriteLine($"      {_style.Bold(romanian ? violation.FixRo : violation.FixEn)}");
    }
}
