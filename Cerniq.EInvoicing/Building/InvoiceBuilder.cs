using Cerniq.EInvoicing.Calculation;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Ubl;
using Cerniq.EInvoicing.Validation;

namespace Cerniq.EInvoicing.Building;

/// <summary>
/// From a draft to a document that may leave: calculates it, checks that it can be written, writes it, and has it judged.
/// What it hands out is valid; anything else comes back with what to change.
/// </summary>
public static class InvoiceBuilder
{
    private static readonly ValidationProfile[] Romanian = [ValidationProfile.Ro109, ValidationProfile.En1316];
    private static readonly ValidationProfile[] European = [ValidationProfile.En1316];

    /// <summary>Builds a document. An invoice by CIUS-RO must be valid for ANAF and by EN 16931, any other by EN 16931.</summary>
    /// <param name="draft">Quantities, prices, allowances, VAT treatments; amounts on it are replaced.</param>
    /// <param name="exchangeRate">Units of <see cref="Invoice.TaxCurrency"/> for one unit of <see cref="Invoice.Currency"/>, for BT-111.</param>
    public static BuiltInvoice Build(Invoice draft, decimal? exchangeRate = null)
    {
        ArgumentNullException.ThrowIfNull(draft);
        Invoice invoice;
        try
        {
            invoice = InvoiceCalculator.Calculate(draft, exchangeRate);
        }
        catch (OverflowException)
        {
            return new BuiltInvoice(draft, null, [TooLarge], []);
        }

        if (!UblWriter.TryWrite(invoice, out var xml, out var problems))
            return new BuiltInvoice(invoice, null, problems, []);
        foreach (var profile in invoice.SpecificationId == Invoice.CiusRo ? Romanian : European)
        {
            var verdict = InvoiceValidator.Validate(xml, profile);
            if (!verdict.Valid)
                return new BuiltInvoice(invoice, null, StructureOf(verdict), verdict.Violations);
        }

        return new BuiltInvoice(invoice, xml, [], []);
    }

    private static InvoiceProblem TooLarge { get; } = new(
        ProblemKind.BadAmount, "BG-25", "Lines", null,
        "sumele sunt prea mari pentru a fi calculate: verificați cantitățile și prețurile",
        "the amounts are too large to compute with: check quantities and prices");

    private static InvoiceProblem[] StructureOf(ValidationResult verdict) => verdict.Problem is not { } problem
        ? []
        : [new InvoiceProblem(ProblemKind.NotAllowed, "", "", null, "documentul nu respectă schema UBL 2.1: " + problem, "the document does not follow UBL 2.1: " + problem)];
}

/// <summary>What became of a draft.</summary>
/// <param name="Invoice">The invoice with its amounts; the draft itself where they cannot be computed.</param>
/// <param name="Xml">The valid document; null when there is none.</param>
/// <param name="Problems">What stops it from being written.</param>
/// <param name="Violations">The rules it would break, warnings included.</param>
public sealed record BuiltInvoice(Invoice Invoice, byte[]? Xml, IReadOnlyList<InvoiceProblem> Problems, IReadOnlyList<Violation> Violations)
{
    /// <summary>True when there is a document, which is then valid.</summary>
    public bool Accepted => Xml is not null;
}
