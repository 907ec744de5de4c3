using System.Buffers;
using System.Text;
using System.Text.Json;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Revolut;

/// <summary>A verified event with what was delivered, on its way to the queue.</summary>
/// <param name="Body">Valid JSON, as it came.</param>
public sealed record TakenEvent(ReceivedEvent Received, DateTimeOffset ReceivedAt, ReadOnlyMemory<byte> Body);

/// <summary>An event as the queue hands it out, and as its receipt keeps it.</summary>
/// <param name="Body">As delivered; null when it was too large to keep.</param>
public sealed record QueuedEvent(
    string Tenant, string Identity, string Event, string TransactionId, string CorrelationId, DateTimeOffset ReceivedAt, ClaimedMoney? Claimed, JsonElement? Body)
{
    /// <summary>True when a transaction of ours may have changed; payout links are not payments to us.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOfTransaction =>
        Event.StartsWith("Transaction", StringComparison.Ordinal) && TransactionId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}

/// <summary>What an event says of the money; only Revolut itself says what is so.</summary>
/// <param name="Amount">In major units.</param>
public sealed record ClaimedMoney(decimal Amount, string Currency);

/// <summary>Events that travel as one message.</summary>
public sealed record EventGroup(IReadOnlyList<QueuedEvent> Events)
{
    /// <summary>No event of Revolut's comes near it; a Service Bus message holds 256 KB.</summary>
    public const int MostBody = 32 * 1024;

    /// <summary>Writes a group as <see cref="Read"/> takes it; what was delivered goes in as it is.</summary>
    public static string Write(IReadOnlyList<TakenEvent> events)
    {
        var buffer = new ArrayBufferWriter<byte>(events.Count * 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("events");
            foreach (var taken in events)
            {
                Write(json, taken);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="JsonException">It is no group.</exception>
    public static EventGroup Read(string message) => CerniqJson.Read<EventGroup>(Encoding.UTF8.GetBytes(message));

    private static void Write(Utf8JsonWriter json, TakenEvent taken)
    {
        var received = taken.Received;
        json.WriteStartObject();
        json.WriteString("tenant", received.Tenant);
        json.WriteString("identity", received.Identity);
        json.WriteString("event", received.Event);
        json.WriteString("transactionId", received.TransactionId);
        json.WriteString("correlationId", received.CorrelationId);
        json.WriteString("receivedAt", taken.ReceivedAt);
        if (received.Claimed is { } claimed)
        {
            json.WriteStartObject("claimed");
            json.WriteNumber("amount", claimed.Amount);
            json.WriteString("currency", claimed.Currency);
            json.WriteEndObject();
        }

        if (taken.Body.Length <= MostBody)
        {
            json.WritePropertyName("body");
            json.WriteRawValue(taken.Body.Span, skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
