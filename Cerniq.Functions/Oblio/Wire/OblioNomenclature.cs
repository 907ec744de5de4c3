using System.Text.Json.Serialization;

namespace Cerniq.Functions.Oblio.Wire;

/// <summary>A company that the account may issue for.</summary>
public sealed record OblioCompany
{
    [JsonPropertyName("cif")]
    public string Cif { get; init; } = "";

    [JsonPropertyName("company")]
    public string Company { get; init; } = "";

    [JsonPropertyName("userTypeAccess")]
    public string? UserTypeAccess { get; init; }

    [JsonPropertyName("useStock")]
    public bool? UseStock { get; init; }
}

/// <summary>A VAT rate of the company. The name is free text: send it back exactly, blanks included.</summary>
public sealed record OblioVatRate
{
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    [JsonPropertyName("percent")]
    public decimal? Percent { get; init; }

    [JsonPropertyName("default")]
    public bool? IsDefault { get; init; }
}

/// <summary>A numbering series.</summary>
public sealed record OblioSeries
{
    /// <summary><c>Factura</c>, <c>Proforma</c>, <c>Aviz</c>, <c>Chitanta</c>.</summary>
    [JsonPropertyName("type")]
    public string Type { get; init; } = "";

    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    [JsonPropertyName("start")]
    public string? Start { get; init; }

    [JsonPropertyName("next")]
    public string? Next { get; init; }

    [JsonPropertyName("default")]
    public bool? IsDefault { get; init; }
}

/// <summary>A product or service of the nomenclature. Stocked goods have their prices under <see cref="Stock"/>.</summary>
public sealed record OblioProduct
{
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    [JsonPropertyName("code")]
    public string? Code { get; init; }

    [JsonPropertyName("description")]
    public string? Description { get; init; }

    [JsonPropertyName("measuringUnit")]
    public string? MeasuringUnit { get; init; }

    [JsonPropertyName("productType")]
    public string? ProductType { get; init; }

    [JsonPropertyName("price")]
    public decimal? Price { get; init; }

    [JsonPropertyName("currency")]
    public string? Currency { get; init; }

    [JsonPropertyName("vatName")]
    public string? VatName { get; init; }

    [JsonPropertyName("vatPercentage")]
    public decimal? VatPercentage { get; init; }

    [JsonPropertyName("vatIncluded")]
    public bool? VatIncluded { get; init; }

    [JsonPropertyName("active")]
    public bool? Active { get; init; }

    [JsonPropertyName("stock")]
    public IReadOnlyList<OblioStock>? Stock { get; init; }
}

public sealed record OblioStock
{
    [JsonPropertyName("workStation")]
    public string? WorkStation { get; init; }

    [JsonPropertyName("management")]
    public string? Management { get; init; }

    [JsonPropertyName("quantity")]
    public decimal? Quantity { get; init; }

    [JsonPropertyName("price")]
    public decimal? Price { get; init; }

    [JsonPropertyName("currency")]
    public string? Currency { get; init; }

    [JsonPropertyName("vatName")]
    public string? VatName { get; init; }

    [JsonPropertyName("vatPercentage")]
    public decimal? VatPercentage { get; init; }

    [JsonPropertyName("vatIncluded")]
    public bool? VatIncluded { get; init; }
}
