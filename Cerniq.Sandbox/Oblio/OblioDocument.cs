using System.Globalization;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Oblio;

/// <summary>A proforma, invoice or notice that was issued.</summary>
internal sealed record OblioDocument
{
    public required long Id { get; init; }

    /// <summary>The issuer, digits only.</summary>
    public required string Cif { get; init; }

    /// <summary>Factura, Proforma or Aviz.</summary>
    public required string Type { get; init; }

    public required string SeriesName { get; init; }

    /// <summary>Padded with zeros, as on the wire.</summary>
    public required string Number { get; init; }

    public required DateOnly IssueDate { get; init; }

    public DateOnly? DueDate { get; init; }

    public DateOnly? DeliveryDate { get; init; }

    public DateOnly? CollectDate { get; init; }

    public int Precision { get; init; } = 2;

    public required string Currency { get; init; }

    public decimal ExchangeRate { get; init; }

    public string Language { get; init; } = "RO";

    public required OblioClient Client { get; init; }

    public required IReadOnlyList<OblioLine> Lines { get; init; }

    public required OblioTotals Totals { get; init; }

    public OblioReference? Reference { get; init; }

    public IReadOnlyList<OblioCollect> Collects { get; init; } = [];

    public bool Canceled { get; init; }

    public string Mentions { get; init; } = "";

    public string InternalNote { get; init; } = "";

    public string IssuerName { get; init; } = "";

    public string OrderNumber { get; init; } = "";

    public string ContractNumber { get; init; } = "";

    public string? IdempotencyKey { get; init; }

    /// <summary>The capability in the document's link: 32 hexadecimal digits.</summary>
    public required string AccessToken { get; init; }

    /// <summary>ANAF's upload index, once it was sent.</summary>
    public string? IndexUpload { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool IsStorno => Type == "Factura" && Reference is { Type: "Factura" };

    public decimal Collected => Collects.Sum(static collect => collect.Value);

    public bool IsCollected => Totals.Total != 0 && Collected >= Totals.Total;

    /// <summary>Found by issuer and type (newest last), id, idempotency key and client.</summary>
    public static Kind<OblioDocument> Kept { get; } = new("oblio.document", static document => KeyOf(document.Cif, document.Type, document.SeriesName, document.Number))
    {
        Order = static document => document.Id,
        Marks = static document =>
        [
            ListMark(document.Cif, document.Type),
            $"id={document.Id}",
            .. document.IdempotencyKey is { } key ? new[] { ReplayMark(document.Cif, document.Type, key) } : [],
            .. document.Reference is { } reference ? new[] { $"of={KeyOf(document.Cif, reference.Type, reference.SeriesName, reference.Number)}" } : [],
        ],
    };

    public static string KeyOf(string cif, string type, string series, string number) => $"{cif}/{type}/{series}/{number.TrimStart('0')}";

    public static string ListMark(string cif, string type) => $"list={cif}/{type}";

    public static string ReplayMark(string cif, string type, string key) => $"key={cif}/{type}/{key}";

    public long Ordinal => long.Parse(Number, CultureInfo.InvariantCulture);
}

/// <summary>The buyer as it was sent or copied.</summary>
internal sealed record OblioClient
{
    public string Cif { get; init; } = "";

    public string Name { get; init; } = "";

    public string Rc { get; init; } = "";

    public string Code { get; init; } = "";

    public string Address { get; init; } = "";

    public string State { get; init; } = "";

    public string City { get; init; } = "";

    public string Country { get; init; } = "";

    public string Iban { get; init; } = "";

    public string Bank { get; init; } = "";

    public string Email { get; init; } = "";

    public string Phone { get; init; } = "";

    public string Contact { get; init; } = "";

    public bool VatPayer { get; init; }
}

/// <summary>One line, or a discount turned into a negative line.</summary>
internal sealed record OblioLine
{
    public required string Name { get; init; }

    public string Code { get; init; } = "";

    public string Description { get; init; } = "";

    public required decimal Price { get; init; }

    public decimal Quantity { get; init; } = 1;

    public string MeasuringUnit { get; init; } = "buc";

    public string Currency { get; init; } = "RON";

    public required string VatName { get; init; }

    public decimal VatPercentage { get; init; }

    public bool VatIncluded { get; init; } = true;

    public string Management { get; init; } = "";

    public string ProductType { get; init; } = "";

    public bool IsDiscount { get; init; }
}

internal sealed record OblioReference(string Type, string SeriesName, string Number, bool Refund);

internal sealed record OblioCollect(DateOnly IssueDate, string Type, string Number, decimal Value);
