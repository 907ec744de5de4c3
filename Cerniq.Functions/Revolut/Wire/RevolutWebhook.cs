using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cerniq.Functions.Revolut.Wire;

/// <summary>A webhook (v2). The list leaves the secret out.</summary>
public sealed record RevolutWebhook
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    /// <summary>May come back with a slash added.</summary>
    [JsonPropertyName("url")]
    public string Url { get; init; } = "";

    [JsonPropertyName("events")]
    public IReadOnlyList<string> Events { get; init; } = [];

    [JsonPropertyName("signing_secret")]
    public string? SigningSecret { get; init; }

    /// <summary>Keeps the secret out of logs and error texts.</summary>
    public override string ToString() => $"webhook {Id}";
}

/// <summary>An event that was not delivered; Revolut keeps it for 21 days and never sends it again.</summary>
public sealed record RevolutFailedEvent
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    [JsonPropertyName("created_at")]
    public DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("webhook_id")]
    public string WebhookId { get; init; } = "";

    [JsonPropertyName("last_sent_date")]
    public DateTimeOffset? LastSentAt { get; init; }

    /// <summary>The event. Its keys stand in another order than in the delivery.</summary>
    [JsonPropertyName("payload")]
    public RevolutEvent Payload { get; init; } = new();
}

/// <summary>What happened. Events come late, twice and out of order: look the transaction up and act on what is found.</summary>
public sealed record RevolutEvent
{
    /// <summary>Such as <c>TransactionCreated</c> or <c>TransactionStateChanged</c>.</summary>
    [JsonPropertyName("event")]
    public string Event { get; init; } = "";

    [JsonPropertyName("timestamp")]
    public DateTimeOffset? Timestamp { get; init; }

    [JsonPropertyName("data")]
    public RevolutEventData Data { get; init; } = new();

    /// <summary>The same for a retry and for the listing of failed events, which carry no common id.</summary>
    [JsonIgnore]
    public string Key =>
        $"{Event}|{Data.Id}|{Data.OldState}|{Data.NewState ?? Data.State}|{Timestamp?.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff}";

    /// <summary>Reads a delivery; its signature is checked before.</summary>
    /// <exception cref="JsonException">It is no event.</exception>
    public static RevolutEvent Parse(ReadOnlySpan<byte> rawBody) =>
        JsonSerializer.Deserialize(rawBody, RevolutJson.Default.RevolutEvent) is { Event.Length: > 0, Data.Id.Length: > 0 } read
            ? read
            : throw new JsonException("An event has a name and the id of what it is about.");
}

/// <summary>What an event is about. A change of state tells the states and nothing else.</summary>
public sealed record RevolutEventData
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    [JsonPropertyName("request_id")]
    public string? RequestId { get; init; }

    [JsonPropertyName("type")]
    public string? Type { get; init; }

    [JsonPropertyName("state")]
    public string? State { get; init; }

    [JsonPropertyName("old_state")]
    public string? OldState { get; init; }

    [JsonPropertyName("new_state")]
    public string? NewState { get; init; }

    /// <summary>Of a new transaction; a change of state has none.</summary>
    [JsonPropertyName("legs")]
    public IReadOnlyList<RevolutLeg>? Legs { get; init; }
}
