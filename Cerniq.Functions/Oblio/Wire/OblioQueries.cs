namespace Cerniq.Functions.Oblio.Wire;

public enum OblioDocumentType
{
    Invoice,
    Proforma,
    Notice,
}

internal static class OblioDocumentTypes
{
    /// <summary>As written in addresses.</summary>
    public static string Segment(this OblioDocumentType type) => type switch
    {
        OblioDocumentType.Invoice => "invoice",
        OblioDocumentType.Proforma => "proforma",
        _ => "notice",
    };

    /// <summary>As written in documents.</summary>
    public static string Name(this OblioDocumentType type) => type switch
    {
        OblioDocumentType.Invoice => "Factura",
        OblioDocumentType.Proforma => "Proforma",
        _ => "Aviz",
    };
}

/// <summary>Which document.</summary>
/// <param name="Number">With or without its leading zeros.</param>
public sealed record OblioKey(OblioDocumentType Type, string SeriesName, string Number);

/// <summary>Which documents to list; what is null does not narrow.</summary>
public sealed record OblioListFilter
{
    public string? SeriesName { get; init; }

    public string? Number { get; init; }

    public string? Id { get; init; }

    public string? ClientCif { get; init; }

    public string? ClientEmail { get; init; }

    public bool? Draft { get; init; }

    public bool? Canceled { get; init; }

    public bool? Collected { get; init; }

    public DateOnly? IssuedAfter { get; init; }

    public DateOnly? IssuedBefore { get; init; }

    public bool WithProducts { get; init; }

    public bool WithCollects { get; init; }

    public bool WithEinvoiceStatus { get; init; }

    /// <summary>True lists the latest first.</summary>
    public bool LatestFirst { get; init; } = true;
}

/// <summary>An invoice to be reversed, wholly or in part.</summary>
/// <param name="SeriesName">The series that the storno is issued in.</param>
/// <param name="Of">The invoice.</param>
/// <param name="Lines">For a part: the lines as they stand on the invoice, with the quantity to take back. They are sent with
/// the opposite sign. Null reverses the whole, and Oblio copies the lines.</param>
/// <param name="DeletePayment">For the whole only: deletes the payment attached to the invoice.</param>
public sealed record OblioStorno(
    string SeriesName,
    OblioKey Of,
    DateOnly IssueDate,
    string IdempotencyKey,
    string? Mentions = null,
    string? InternalNote = null,
    IReadOnlyList<OblioLine>? Lines = null,
    OblioParty? Client = null,
    string? Currency = null,
    decimal? ExchangeRate = null,
    bool DeletePayment = false,
    bool UseStock = false,
    bool SendEmail = false);
