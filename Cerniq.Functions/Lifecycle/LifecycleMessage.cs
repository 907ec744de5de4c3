using System.Text.Json;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Lifecycle;

/// <summary>A message to a deal's orchestration, stored with the change that caused it, so that neither can exist without the
/// other: a start, or an event.</summary>
/// <param name="EventName">Null for a start.</param>
/// <param name="Payload">JSON of the event, or of the input of what is started.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Orchestrator">What a start starts, the deal's own process when null; of an event, what must have been started before it
/// can be heard.</param>
public sealed record LifecycleMessage(
    string Tenant, string NegotiationId, string InstanceId, string? EventName, JsonElement? Payload, DateTimeOffset At, string? Orchestrator = null)
{
    internal string Row => RowKey.Of("outbox", RowKey.Ascending(At), NegotiationId, EventName ?? (Orchestrator is null ? "start" : InstanceId));

    public static LifecycleMessage Start(Negotiation deal, DateTimeOffset at) =>
        new(deal.Tenant, deal.Id, deal.OrchestrationId, null, null, at);

    /// <summary>Starts another process that belongs to a deal.</summary>
    public static LifecycleMessage StartOf<T>(
        string tenant, string negotiationId, string orchestrator, string instanceId, T input, DateTimeOffset at) =>
        new(tenant, negotiationId, instanceId, null, JsonSerializer.SerializeToElement(input, CerniqJson.Options), at, orchestrator);

    public static LifecycleMessage Event<T>(Negotiation deal, string eventName, T payload, DateTimeOffset at) =>
        new(
            deal.Tenant,
            deal.Id,
            deal.OrchestrationId,
            eventName,
            JsonSerializer.SerializeToElement(payload, CerniqJson.Options),
            at,
            deal.Reopened > 0 ? nameof(ReopenedNegotiation) : null);

    /// <summary>Starts the wait for a payment that was taken back.</summary>
    public static LifecycleMessage Reopen(Negotiation deal, DateTimeOffset at) => StartOf(
        deal.Tenant, deal.Id, nameof(ReopenedNegotiation), deal.OrchestrationId, new DealKey(deal.Tenant, deal.Id), at);

    /// <summary>The orchestration that waits for the payment anew.</summary>
    /// <param name="time">From 1.</param>
    public static string ReopenedInstanceIdOf(string tenant, string negotiationId, int time) =>
        $"{InstanceIdOf(tenant, negotiationId)}-reopened-{time}";

    /// <summary>The orchestration of a deal.</summary>
    public static string InstanceIdOf(string tenant, string negotiationId) =>
        $"negotiation-{TenantId.InInstanceId(tenant)}-{negotiationId}";

    internal TableOperation.Upsert ToRow() => new(Row, CerniqJson.Write(this));
}
