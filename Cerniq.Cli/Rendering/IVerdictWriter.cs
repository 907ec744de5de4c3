using Cerniq.EInvoicing.Validation;

namespace Cerniq.Cli.Rendering;

/// <summary>Where verdicts go: a terminal or another program.</summary>
internal interface IVerdictWriter
{
    void Write(string file, ValidationResult result);

    void Finish();
}
