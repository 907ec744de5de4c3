using Cerniq.EInvoicing.Validation.Rules;
using Cerniq.EInvoicing.Validation.Structure;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation;

/// <summary>
/// Says of the bytes of a UBL 2.1 Invoice or CreditNote what the official validators say: is it XML, does it follow the schema,
/// and which business rules does it break. Safe for any input: no exception, no document type definitions, no entities,
/// bounded size and depth. Every member may be called from several threads at a time.
/// </summary>
public static class InvoiceValidator
{
    [ThreadStatic]
    private static Workspace? _workspace;

    /// <summary>Validates one document.</summary>
    /// <param name="xml">The document as it would be uploaded: UTF-8, UTF-16, or a single-byte encoding that it declares.</param>
    /// <param name="profile">The set of rules; <see cref="ValidationProfile.Ro109"/> is what ANAF applies.</param>
    public static ValidationResult Validate(ReadOnlyMemory<byte> xml, ValidationProfile profile = ValidationProfile.Ro109)
    {
        var workspace = _workspace ??= new Workspace();
        var tree = workspace.Tree;
        if (!XmlTreeReader.Read(xml.Span, tree, workspace.Reader))
            return Refuse(tree, wellFormed: false);
        if (!StructureCheck.Run(tree))
            return Refuse(tree, wellFormed: true);
        var result = new ValidationResult(WellFormed: true, StructureOk: true, workspace.Rules.Run(tree, RuleBook.For(profile)), Problem: null);
        if (tree.IsOversized)
            _workspace = null;
        return result;
    }

    private static ValidationResult Refuse(XmlTree tree, bool wellFormed)
    {
        var (line, column) = tree.Place(tree.ProblemAt);
        var problem = $"line {line}, column {column}: {tree.Problem}";
        if (tree.IsOversized)
            _workspace = null;
        return new ValidationResult(wellFormed, StructureOk: false, [], problem) { HasDocumentTypeDefinition = tree.HasDefinitions };
    }

    /// <summary>What one thread needs to validate; kept from one document to the next.</summary>
    private sealed class Workspace
    {
        public readonly XmlTree Tree = new();
        public readonly ReaderScratch Reader = new();
        public readonly RuleRun Rules = new();
    }
}
