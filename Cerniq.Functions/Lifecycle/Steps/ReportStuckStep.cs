using Cerniq.Functions.Oblio.Queues;
using Cerniq.Functions.Operations;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Tells people that a deal cannot go on, why, and what to do.</summary>
public sealed class ReportStuckStep(Alerts alerts, OblioWork work)
{
    [Function(nameof(ReportStuckStep))]
    public async Task<string> Run([ActivityTrigger] StuckStep stuck, CancellationToken cancellationToken)
    {
        if (OblioQueue.Of(stuck.Step) is { } queue)
        {
            work.Failed(queue, stuck.Deal);
        }

        var alert = await alerts.RaiseAsync(
            stuck.Deal.Tenant,
            new AlertNotice(
                $"stuck/{stuck.Deal.NegotiationId}/{stuck.Step}",
                AlertKind.NegotiationStuck,
                AlertSeverity.Critical,
                $"Negotiation {stuck.Deal.NegotiationId} is stuck at {stuck.Step}",
                $"{stuck.Words} — it is tried again by itself, a quarter of an hour apart at most. Mend the cause; nothing is lost meanwhile.",
                stuck.Deal.Subject)
            {
                Facts = AlertFacts.Of(("negotiation", stuck.Deal.NegotiationId), ("step", stuck.Step), ("error", stuck.Words)),
            },
            cancellationToken);
        return alert.Id;
    }
}
