using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl;

/// <summary>An invoice that cannot be written without losing or breaking something.</summary>
public sealed class InvoiceNotWritableException(IReadOnlyList<InvoiceProblem> problems)
    : Exception("The invoice cannot be written: " + string.Join("; ", problems))
{
    /// <summary>What is wrong; never empty.</summary>
    public IReadOnlyList<InvoiceProblem> Problems { get; } = problems;
}
