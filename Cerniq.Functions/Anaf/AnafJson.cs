using System.Text.Json;
using System.Text.Json.Serialization;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Anaf;

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(TolerantDecimal), typeof(TolerantInteger), typeof(TolerantFlag), typeof(TolerantText), typeof(TolerantDate)])]
[JsonSerializable(typeof(AnafMessagePage))]
[JsonSerializable(typeof(AnafValidationAnswer))]
[JsonSerializable(typeof(AnafTokenAnswer))]
[JsonSerializable(typeof(AnafTokenPair))]
[JsonSerializable(typeof(JwtLife))]
[JsonSerializable(typeof(VatRegistryAnswer))]
[JsonSerializable(typeof(IReadOnlyList<VatRegistryQuestion>), TypeInfoPropertyName = "VatRegistryQuestions")]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class AnafJson : JsonSerializerContext;

/// <summary>One page of listaMesajePaginatieFactura.</summary>
internal sealed record AnafMessagePage
{
    [JsonPropertyName("mesaje")]
    public IReadOnlyList<AnafListedMessage>? Messages { get; init; }

    [JsonPropertyName("numar_total_pagini")]
    public long? Pages { get; init; }

    [JsonPropertyName("eroare")]
    public string? Error { get; init; }
}

internal sealed record AnafListedMessage
{
    [JsonPropertyName("data_creare")]
    public string? CreatedAt { get; init; }

    [JsonPropertyName("cif")]
    public string? Cif { get; init; }

    [JsonPropertyName("id_solicitare")]
    public string? UploadIndex { get; init; }

    [JsonPropertyName("detalii")]
    public string? Details { get; init; }

    [JsonPropertyName("tip")]
    public string? Type { get; init; }

    [JsonPropertyName("id")]
    public string? Id { get; init; }
}

/// <summary>What validare and transformare answer.</summary>
internal sealed record AnafValidationAnswer
{
    [JsonPropertyName("stare")]
    public string? State { get; init; }

    /// <summary>With a capital letter on the wire.</summary>
    [JsonPropertyName("Messages")]
    public IReadOnlyList<AnafValidationMessage>? Messages { get; init; }

    [JsonPropertyName("trace_id")]
    public string? TraceId { get; init; }
}

internal sealed record AnafValidationMessage([property: JsonPropertyName("message")] string? Message);

internal sealed record AnafTokenAnswer
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; init; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("expires_in")]
    public long? ExpiresIn { get; init; }
}

/// <summary>The end of a JWT, in Unix seconds.</summary>
internal sealed record JwtLife([property: JsonPropertyName("exp")] long? Exp);
