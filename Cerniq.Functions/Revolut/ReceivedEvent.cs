using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cerniq.Functions.Revolut.Wire;

namespace Cerniq.Functions.Revolut;

/// <summary>A verified event on its way through the queue: that something happened to a transaction. What happened is read from
/// Revolut itself, so that order and repetition do not matter.</summary>
/// <param name="Identity">The same for every delivery of one event.</param>
/// <param name="Claimed">What it says of the money, where it says anything.</param>
public sealed record ReceivedEvent(
    string Tenant, string Identity, string Event, string TransactionId, string CorrelationId, ClaimedMoney? Claimed = null)
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
    /// <param name="minorUnits">True for the older scheme, which counts money in the smallest unit of its currency.</param>
    public static ReceivedEvent? Read(
        string tenant, ReadOnlySpan<byte> body, string correlationId, string? deliveryId = null, bool minorUnits = false)
    {
        try
        {
            var read = RevolutEvent.Parse(body);
            return read.Data.Id.Length <= MaxId ? From(tenant, read, correlationId, deliveryId, minorUnits) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The same event as its delivery would have made, also out of Revolut's list of failed ones.</summary>
    public static ReceivedEvent From(
        string tenant, RevolutEvent read, string correlationId, string? deliveryId = null, bool minorUnits = false)
    {
        var mark = deliveryId is null ? read.Key : $"delivery\n{deliveryId}";
        return new ReceivedEvent(tenant, Identify(tenant, mark, read.Timestamp), read.Event, read.Data.Id, correlationId, Claim(read.Data, minorUnits));
    }

    /// <summary>Begins with the event's own time, so that the receipts of events that come together lie side by side in the store.</summary>
    private static string Identify(string tenant, string mark, DateTimeOffset? at)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\n{mark}"), hash);
        return $"{at?.UtcTicks ?? 0:D19}-{Convert.ToHexStringLower(hash[..(SHA256.HashSizeInBytes / 2)])}";
    }

    /// <summary>Only of money that comes in: one leg, above zero.</summary>
    private static ClaimedMoney? Claim(RevolutEventData data, bool minorUnits) =>
        data.Legs is [{ Amount: > 0 and var amount, Currency: { Length: 3 } currency }]
            ? new ClaimedMoney(minorUnits ? MinorUnits.ToMajor(amount, currency) : amount, currency)
            : null;
}
