using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Simple;

/// <summary>Something in the JSON that stops an invoice, or that was decided for the sender.</summary>
/// <param name="Field">The field: <c>lines[0].vat_rate</c>; empty for the document as a whole.</param>
/// <param name="MessageRo">What is wrong and what to do, in Romanian.</param>
/// <param name="MessageEn">The same in English.</param>
public sealed record SimpleProblem(string Field, string MessageRo, string MessageEn)
{
    /// <summary>Line in the JSON, from 1; 0 when the field is absent there.</summary>
    public int Line { get; init; }

    /// <summary>Column, from 1.</summary>
    public int Column { get; init; }

    /// <inheritdoc/>
    public override string ToString() => (Line > 0 ? $"line {Line}, column {Column}: " : "") + (Field.Length > 0 ? $"{Field}: " : "") + MessageEn;
}

/// <summary>What became of a simple invoice.</summary>
public sealed record SimpleResult
{
    /// <summary>The calculated invoice, ready to be written; null when there are problems.</summary>
    public Invoice? Invoice { get; init; }

    /// <summary>What stops it; empty when nothing does.</summary>
    public IReadOnlyList<SimpleProblem> Problems { get; init; } = [];

    /// <summary>What was decided for the sender, and fields that were not understood.</summary>
    public IReadOnlyList<SimpleProblem> Warnings { get; init; } = [];
}

/// <summary>What the caller knows beyond the JSON.</summary>
public sealed record SimpleOptions
{
    /// <summary>
    /// Addresses by the digits of the CUI, for example from the ANAF register, used where the JSON's own address cannot be
    /// completed with certainty.
    /// </summary>
    public IReadOnlyDictionary<string, PostalAddress> KnownAddresses { get; init; } = new Dictionary<string, PostalAddress>(StringComparer.Ordinal);

    /// <summary>The kind of document when the JSON gives no <c>type</c>.</summary>
    public DocumentKind DefaultKind { get; init; } = DocumentKind.Invoice;
}
