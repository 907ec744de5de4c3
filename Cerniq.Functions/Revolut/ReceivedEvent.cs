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

    /// <summary>Reads an event; null when the body is not one.</summary>
    public static ReceivedEvent? Read(string tenant, ReadOnlySpan<byte> body, string correlationId)
    {
        try
        {
            var read = RevolutEvent.Parse(body);
            var identity = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\n{read.Key}")));
            return read.Data.Id.Length <= MaxId ? new ReceivedEvent(tenant, identity, read.Event, read.Data.Id, correlationId) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
