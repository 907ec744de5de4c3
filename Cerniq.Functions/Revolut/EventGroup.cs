using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Cerniq.Functions.Revolut;

/// <summary>A verified event on its way through the queue, and as its receipt keeps it.</summary>
/// <param name="Body">Valid JSON, as delivered; empty when it was too large to keep.</param>
public sealed record QueuedEvent(
    string Tenant,
    string Identity,
    string Event,
    string TransactionId,
    string CorrelationId,
    DateTimeOffset ReceivedAt,
    ClaimedMoney? Claimed,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>True when a transaction of ours may have changed; payout links are not payments to us.</summary>
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

    /// <summary>Writes the group as <see cref="Read(ReadOnlyMemory{byte})"/> takes it; what was delivered goes in as it is.</summary>
    public ReadOnlyMemory<byte> Write()
    {
        var buffer = new ArrayBufferWriter<byte>((Events.Count + 1) * 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("events");
            foreach (var queued in Events)
            {
                Write(json, queued);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <exception cref="JsonException">It is no group.</exception>
    public static EventGroup Read(string message) => Read(Encoding.UTF8.GetBytes(message));

    /// <exception cref="JsonException">It is no group.</exception>
    public static EventGroup Read(ReadOnlyMemory<byte> json) => new EventGroupReader(json).Group();

    private static void Write(Utf8JsonWriter json, QueuedEvent queued)
    {
        json.WriteStartObject();
        json.WriteString("tenant"u8, queued.Tenant);
        json.WriteString("identity"u8, queued.Identity);
        json.WriteString("event"u8, queued.Event);
        json.WriteString("transactionId"u8, queued.TransactionId);
        json.WriteString("correlationId"u8, queued.CorrelationId);
        json.WriteString("receivedAt"u8, queued.ReceivedAt);
        if (queued.Claimed is { } claimed)
        {
            json.WriteStartObject("claimed"u8);
            json.WriteNumber("amount"u8, claimed.Amount);
            json.WriteString("currency"u8, claimed.Currency);
            json.WriteEndObject();
        }

        if (queued.Body.Length is > 0 and <= MostBody)
        {
            json.WritePropertyName("body"u8);
            json.WriteRawValue(queued.Body.Span, skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
