using System.Text.Json;
using System.Text.Json.Serialization;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Oblio.Wire;

/// <summary>Oblio's JSON: numbers and flags come as text or not, as it pleases; null is left out.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(TolerantDecimal), typeof(TolerantInteger), typeof(TolerantFlag), typeof(TolerantText), typeof(TolerantDate)])]
[JsonSerializable(typeof(OblioDocument))]
[JsonSerializable(typeof(OblioDocumentAction))]
[JsonSerializable(typeof(OblioTokenRequest))]
[JsonSerializable(typeof(OblioTokenAnswer))]
[JsonSerializable(typeof(OblioEnvelope<OblioIssued>), TypeInfoPropertyName = "Issued")]
[JsonSerializable(typeof(OblioEnvelope<OblioEinvoiceStatus>), TypeInfoPropertyName = "EinvoiceStatus")]
[JsonSerializable(typeof(OblioEnvelope<IReadOnlyList<OblioListed>>), TypeInfoPropertyName = "Listed")]
[JsonSerializable(typeof(OblioEnvelope<IReadOnlyList<OblioParty>>), TypeInfoPropertyName = "Parties")]
[JsonSerializable(typeof(OblioEnvelope<IReadOnlyList<OblioCompany>>), TypeInfoPropertyName = "Companies")]
[JsonSerializable(typeof(OblioEnvelope<IReadOnlyList<OblioVatRate>>), TypeInfoPropertyName = "VatRates")]
[JsonSerializable(typeof(OblioEnvelope<IReadOnlyList<OblioSeries>>), TypeInfoPropertyName = "Series")]
[JsonSerializable(typeof(OblioEnvelope<IReadOnlyList<OblioProduct>>), TypeInfoPropertyName = "Products")]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class OblioJson : JsonSerializerContext;

/// <summary>A change of one document: cancel, restore, delete, collect, send.</summary>
internal sealed record OblioDocumentAction
{
    [JsonPropertyName("cif")]
    public required string Cif { get; init; }

    [JsonPropertyName("seriesName")]
    public required string SeriesName { get; init; }

    [JsonPropertyName("number")]
    public required string Number { get; init; }

    [JsonPropertyName("collect")]
    public OblioCollect? Collect { get; init; }

    [JsonPropertyName("deleteCollect")]
    public bool? DeleteCollect { get; init; }

    [JsonPropertyName("idempotencyKey")]
    public string? IdempotencyKey { get; init; }
}

internal sealed record OblioTokenRequest
{
    [JsonPropertyName("client_id")]
    public required string ClientId { get; init; }

    [JsonPropertyName("client_secret")]
    public required string ClientSecret { get; init; }

    [JsonPropertyName("grant_type")]
    public string GrantType { get; init; } = "client_credentials";
}

internal sealed record OblioTokenAnswer
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    /// <summary>Seconds, as text or as a number.</summary>
    [JsonPropertyName("expires_in")]
    public long? ExpiresIn { get; init; }
}
