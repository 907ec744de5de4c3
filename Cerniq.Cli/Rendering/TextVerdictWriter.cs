using Cerniq.EInvoicing.Validation;
using Spectre.Console;
using ValidationResult = Cerniq.EInvoicing.Validation.ValidationResult;

namespace Cerniq.Cli.Rendering;

/// <summary>Verdicts for a person: what is wrong, where, and what to change.</summary>
internal sealed class TextVerdictWriter(TextWriter output, bool romanian) : IVerdictWriter
{
    private readonly IAnsiConsole _console = Terminal.On(output);
    private int _valid;
    private int _invalid;

    public void Write(string file, ValidationResult result)
    {
        if (result.Valid)
            _valid++;
        else
            _invalid++;
        var warnings = result.Violations.Count(violation => violation.Severity == Severity.Warning);
        var broken = result.Violations.Count - warnings;
        var verdict = result switch
        {
            { WellFormed: false } => "[red]not XML[/]",
            { StructureOk: false } => "[red]not UBL 2.1 by its schema[/]",
            { Valid: true } => "[green]valid[/]",
            _ => $"[red]invalid: {broken} {(broken == 1 ? "rule" : "rules")} broken[/]",
        };
        _console.MarkupLine($"{Markup.Escape(file)}: {verdict}{(warnings > 0 ? $" [yellow]({warnings} {(warnings == 1 ? "warning" : "warnings")})[/]" : "")}");
        foreach (var violation in result.Violations)
            Write(violation);
    }

    public void Finish()
    {
        if (_valid + _invalid > 1)
            _console.MarkupLine($"{_valid + _invalid} files: [green]{_valid} valid[/], [{(_invalid > 0 ? "red" : "green")}]{_invalid} invalid[/]");
        output.Flush();
    }

    private void Write(Violation violation)
    {
        var colour = violation.Severity == Severity.Warning ? "yellow" : "red";
        var message = romanian ? violation.MessageRo : violation.MessageEn;
        var fix = romanian ? violation.FixRo : violation.FixEn;
        _console.MarkupLine($"  [{colour}]{Markup.Escape(violation.RuleId)}[/] {Markup.Escape(message)}");
        if (violation.Found is not null || violation.Expected is not null)
            _console.MarkupLine($"      found {Markup.Escape(violation.Found ?? "nothing")}{(violation.Expected is null ? "" : ", expected " + Markup.Escape(violation.Expected))}");
        _console.MarkupLine($"      at {Markup.Escape(violation.Location)}");
        if (fix.Length > 0)
            _console.MarkupLine($"      [bold]{Markup.Escape(fix)}[/]");
    }
}
