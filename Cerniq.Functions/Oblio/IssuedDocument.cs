using Cerniq.Functions.Oblio.Wire;

namespace Cerniq.Functions.Oblio;

/// <summary>A document that Oblio has issued, as the effect ledger remembers it.</summary>
/// <param name="Number">With its leading zeros.</param>
/// <param name="Link">Address of the PDF; opens it to whoever holds it.</param>
public sealed record IssuedDocument(string SeriesName, string Number, string? Link, DateOnly IssueDate)
{
    public static IssuedDocument From(OblioIssued issued, DateOnly issueDate) =>
        new(issued.SeriesName, issued.Number, issued.Link, issueDate);

    public static IssuedDocument? From(OblioListed? found, DateOnly asked) =>
        found is null ? null : new(found.SeriesName, found.Number, found.Link, found.IssueDate ?? asked);
}
