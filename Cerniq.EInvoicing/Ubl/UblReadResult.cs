using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl;

/// <summary>Why a document could not be read, or not whole.</summary>
public enum UblReadFault
{
    /// <summary>Not well-formed XML.</summary>
    NotXml,

    /// <summary>A document type declaration, which is never read.</summary>
    Unsafe,

    /// <summary>More bytes or deeper nesting than <see cref="UblReader"/> accepts.</summary>
    TooLarge,

    /// <summary>XML, but the root is not a UBL 2.1 Invoice or CreditNote.</summary>
    NotUbl,

    /// <summary>A value every invoice has is absent.</summary>
    Missing,

    /// <summary>A date, number or code that cannot be understood.</summary>
    BadValue,
}

/// <summary>Something that went wrong while reading.</summary>
/// <param name="Fault">What.</param>
/// <param name="Path">The element, as <c>/Invoice/cac:InvoiceLine[2]/cbc:ID</c>; empty when the document as a whole is meant.</param>
/// <param name="Line">Line in the file, from 1; 0 when unknown.</param>
/// <param name="Message">In English.</param>
public sealed record UblReadProblem(UblReadFault Fault, string Path, int Line, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => (Line > 0 ? $"line {Line}: " : "") + (Path.Length > 0 ? $"{Path}: " : "") + Message;
}

/// <summary>What reading gave.</summary>
public sealed record UblReadResult
{
    /// <summary>The invoice, when all of it was understood; null otherwise.</summary>
    public Invoice? Invoice => Problems.Count == 0 ? Partial : null;

    /// <summary>
    /// As much as was understood, for showing to a person: absent texts are empty, unreadable numbers zero. Null when the
    /// document is not UBL at all.
    /// </summary>
    public Invoice? Partial { get; init; }

    /// <summary>What went wrong; empty when the document was read whole.</summary>
    public IReadOnlyList<UblReadProblem> Problems { get; init; } = [];

    /// <summary>Elements that hold something EN 16931 has no term for: they are not in the model (at most 100 are named).</summary>
    public IReadOnlyList<string> NotModelled { get; init; } = [];
}
