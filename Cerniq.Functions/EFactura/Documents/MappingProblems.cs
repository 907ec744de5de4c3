using Cerniq.EInvoicing.Model;

namespace Cerniq.Functions.EFactura;

/// <summary>Gathers what stops an invoice from becoming an e-invoice, in the names of the fields it was given in.</summary>
internal sealed class MappingProblems
{
    private readonly List<EFacturaError> _found = [];

    public IReadOnlyList<EFacturaError> Found => _found;

    public void Add(string term, string field, string message, string fix) =>
        _found.Add(new EFacturaError(term, "fatal", field, message, fix));

    /// <summary>A value that must be there; empty text after a complaint.</summary>
    public string Require(string? value, string term, string field, string what)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            return value.Trim();
        }

        Add(term, field, $"{what} is missing.", $"Give {field}.");
        return "";
    }

    /// <summary>A problem of the model as an error of ours.</summary>
    public static EFacturaError Of(InvoiceProblem problem) =>
        new(problem.Rule ?? problem.Term, "fatal", problem.Path, problem.MessageEn, problem.MessageRo);
}
