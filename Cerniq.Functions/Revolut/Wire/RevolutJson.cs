using System.Text.Json;
using System.Text.Json.Serialization;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Revolut.Wire;

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(TolerantDecimal), typeof(TolerantInteger)])]
[JsonSerializable(typeof(RevolutTokenAnswer))]
[JsonSerializable(typeof(RevolutClaims))]
[JsonSerializable(typeof(RevolutTransaction))]
[JsonSerializable(typeof(RevolutPayRequest))]
[JsonSerializable(typeof(RevolutPayment))]
[JsonSerializable(typeof(RevolutCounterparty))]
[JsonSerializable(typeof(RevolutNewCounterparty))]
[JsonSerializable(typeof(RevolutWebhook))]
[JsonSerializable(typeof(RevolutNewWebhook))]
[JsonSerializable(typeof(RevolutRotation))]
[JsonSerializable(typeof(RevolutEvent))]
[JsonSerializable(typeof(IReadOnlyList<RevolutAccount>), TypeInfoPropertyName = "Accounts")]
[JsonSerializable(typeof(IReadOnlyList<RevolutTransaction>), TypeInfoPropertyName = "Transactions")]
[JsonSerializable(typeof(IReadOnlyList<RevolutCounterparty>), TypeInfoPropertyName = "Counterparties")]
[JsonSerializable(typeof(IReadOnlyList<RevolutWebhook>), TypeInfoPropertyName = "Webhooks")]
[JsonSerializable(typeof(IReadOnlyList<RevolutFailedEvent>), TypeInfoPropertyName = "FailedEvents")]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class RevolutJson : JsonSerializerContext;

internal sealed record RevolutTokenAnswer
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("expires_in")]
    public long? ExpiresIn { get; init; }
}

/// <summary>What the client assertion claims.</summary>
internal sealed record RevolutClaims(
    [property: JsonPropertyName("iss")] string Issuer,
    [property: JsonPropertyName("sub")] string ClientId,
    [property: JsonPropertyName("aud")] string Audience,
    [property: JsonPropertyName("iat")] long IssuedAt,
    [property: JsonPropertyName("exp")] long ExpiresAt);

internal sealed record RevolutNewWebhook(
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("events")] IReadOnlyList<string> Events);

internal sealed record RevolutRotation([property: JsonPropertyName("expiration_period")] string ExpirationPeriod);
