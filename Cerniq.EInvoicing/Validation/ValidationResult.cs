namespace Cerniq.EInvoicing.Validation;

/// <summary>The verdict on one document.</summary>
/// <param name="WellFormed">The bytes are an XML document.</param>
/// <param name="StructureOk">The document follows the UBL 2.1 schema of Invoice or CreditNote. Where it does not, no rule was run.</param>
/// <param name="Violations">The rules that the document breaks, warnings included.</param>
/// <param name="Problem">Where <see cref="StructureOk"/> is false: why, with line and column.</param>
public sealed record ValidationResult(bool WellFormed, bool StructureOk, IReadOnlyList<Violation> Violations, string? Problem)
{
    /// <summary>True when the structure is right and no rule that is fatal or an error is broken.</summary>
    public bool Valid { get; } = StructureOk && Violations.All(v => v.Severity == Severity.Warning);

    /// <summary>True when the document was refused unread for a document type definition (DTD), which could define or fetch
    /// something; <see cref="Problem"/> says where it stands.</summary>
    public bool HasDocumentTypeDefinition { get; init; }
}
