using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cerniq.Functions.Revolut.Wire;

namespace Cerniq.Functions.Revolut;

/// <summary>A verified event on its way through the queue: that something happened to a transaction. What happened is read from
/// Revolut itself, so that order and repetition do not matter.</summary>
/// <param name="Identity">The same for every delivery of one event.</param>
public sealed record ReceivedEvent(string Tenant, string Identity, string Event, string TransactionId, string CorrelationId)
{
    private const int MaxId = 100;

    private static readonly HashSet<string> KnownEvents = new(StringComparer.Ordinal)
    {
        "TransactionCreated", "TransactionStateChanged", "PayoutLinkCreated", "PayoutLinkStateChanged",
    };

    /// <summary>The event's name for metrics, whose labels are a closed set.</summary>
    internal string EventLabel => KnownEvents.Contains(Event) ? Event : "other";

    /// <summary>Reads an event; null when the body is not one.</summary>
    /// <param name="deliveryId">The older scheme's own id of the event; it stands for the event where it is given.</param>
    public static ReceivedEvent? Read(string tenant, ReadOnlySpan<byte> body, string correlationId, string? deliveryId = null)
    {
        try
        {
            var read = RevolutEvent.Parse(body);
            return read.Data.Id.Length <= MaxId ? From(tenant, read, correlationId, deliveryId) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The same event as its delivery would have made, also out of Revolut's list of failed ones.</summary>
    public static ReceivedEvent From(string tenant, RevolutEvent read, string correlationId, string? deliveryId = null)
    {
        var mark = deliveryId is null ? read.Key : $"delivery\n{deliveryId}";
        var identity = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\n{mark}")));
        return new ReceivedEvent(tenant, identity, read.Event, read.Data.Id, correlationId);
    }
}
