using System.Security.Cryptography;
using Cerniq.Functions.Storage;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Takes a closing deal in, once: the same id with the same body gets the same answer, with another body a refusal.</summary>
public sealed class NegotiationIntake(NegotiationStore deals, LifecycleOutbox outbox, TimeProvider clock)
{
    /// <summary>Stores the deal and starts its orchestration.</summary>
    /// <returns>The deal on record; null when its id is taken by another deal.</returns>
    public async Task<Negotiation?> TakeAsync(
        DurableTaskClient client, string tenant, NegotiationRequest request, string correlationId, CancellationToken cancellationToken)
    {
        var deal = New(tenant, request, correlationId);
        if (await deals.CreateAsync(deal, cancellationToken) is { } start)
        {
            await outbox.DeliverAsync(client, start, cancellationToken);
            return deal;
        }

        var known = await deals.RequireAsync(tenant, deal.Id, cancellationToken);
        return string.Equals(known.RequestHash, deal.RequestHash, StringComparison.Ordinal) ? known : null;
    }

    private Negotiation New(string tenant, NegotiationRequest request, string correlationId)
    {
        var now = clock.GetUtcNow();
        var id = request.NegotiationId ?? Guid.NewGuid().ToString();
        return new Negotiation
        {
            Tenant = tenant,
            Id = id,
            State = NegotiationState.Closing,
            RequestHash = Convert.ToHexStringLower(SHA256.HashData(CerniqJson.Write(request))),
            Request = request,
            Client = request.Client!,
            CorrelationId = correlationId,
            OrchestrationId = LifecycleMessage.InstanceIdOf(tenant, id),
            CreatedAt = now,
            UpdatedAt = now,
        };
    }
}
