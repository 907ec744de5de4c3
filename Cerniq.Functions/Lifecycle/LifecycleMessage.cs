using System.Text.Json;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Lifecycle;

/// <summary>A message to a deal's orchestration, stored with the change that caused it, so that neither can exist without the
/// other: a start, or an event.</summary>
/// <param name="EventName">Null for a start.</param>
/// <param name="Payload">JSON of the event.</param>
/// <param name="At">When it was stored.</param>
public sealed record LifecycleMessage(
    string Tenant, string NegotiationId, string InstanceId, string? EventName, JsonElement? Payload, DateTimeOffset At)
{
    internal string Row => RowKey.Of("outbox", RowKey.Ascending(At), NegotiationId, EventName ?? "start");

    public static LifecycleMessage Start(Negotiation deal, DateTimeOffset at) =>
        new(deal.Tenant, deal.Id, deal.OrchestrationId, null, null, at);

    public static LifecycleMessage Event<T>(Negotiation deal, string eventName, T payload, DateTimeOffset at) =>
        new(deal.Tenant, deal.Id, deal.OrchestrationId, eventName, JsonSerializer.SerializeToElement(payload, CerniqJson.Options), at);

    /// <summary>The orchestration of a deal.</summary>
    public static string InstanceIdOf(string tenant, string negotiationId) =>
        $"negotiation-{TenantId.InInstanceId(tenant)}-{negotiationId}";

    internal TableOperation.Upsert ToRow() => new(Row, CerniqJson.Write(this));
}
