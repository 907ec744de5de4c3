using System.Text.Json;
using System.Text.Json.Serialization;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>ANAF's answers as events, each kept once: the same answer arrives by the question, by the list and by the archive.</summary>
public sealed class WebhookEvents(ITableStore tables)
{
    private const string Table = "webhookevents";
    private const string Known = "id";
    private const string Newest = "all";

    /// <returns>False when this answer was known.</returns>
    public async Task<bool> RecordAsync(string tenant, WebhookEvent answer, CancellationToken cancellationToken)
    {
        var body = CerniqJson.Write(answer);
        var written = await tables.WriteAsync(
            Table,
            RowKey.Of(tenant),
            [
                new TableOperation.Insert(RowKey.Of(Known, answer.Source, answer.EventId, answer.EventType), body),
                new TableOperation.Upsert(RowKey.Of(Newest, RowKey.Descending(answer.ProcessedAt), answer.EventId, answer.EventType), body),
            ],
            cancellationToken);
        return written.Applied;
    }

    /// <summary>Newest first.</summary>
    internal Task<TablePage> ListAsync(string tenant, int limit, string? continuation, CancellationToken cancellationToken) =>
        tables.QueryAsync(Table, RowKey.Of(tenant), TableRange.StartingWith(RowKey.Prefix(Newest), limit, continuation), cancellationToken);
}

/// <summary>One answer of ANAF's, in the fields of the source document.</summary>
/// <param name="EventId">ANAF's <c>index_incarcare</c>.</param>
/// <param name="EventType">Such as <c>efactura.accepted</c>.</param>
/// <param name="Payload">What ANAF said.</param>
public sealed record WebhookEvent(
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("event_id")] string EventId,
    [property: JsonPropertyName("event_type")] string EventType,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("payload")] JsonElement Payload,
    [property: JsonPropertyName("processed_at")] DateTimeOffset ProcessedAt);
