using Cerniq.Functions.Operations;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Reminds people that the client has not answered the proforma. Oblio has no call that mails a document again, so it is a
/// person who asks the client.</summary>
public sealed class RemindOfProforma(NegotiationStore deals, Alerts alerts)
{
    /// <returns>The alert; empty when there was an answer meanwhile.</returns>
    [Function(nameof(RemindOfProforma))]
    public async Task<string> Run([ActivityTrigger] DealKey key, CancellationToken cancellationToken)
    {
        var deal = await deals.RequireAsync(key.Tenant, key.NegotiationId, cancellationToken);
        if (deal is not { Decision: null, Proforma: { } proforma })
        {
            return "";
        }

        var lapse = proforma.ValidUntil is { } lastDay ? $" It lapses after {lastDay:yyyy-MM-dd}." : "";
        var alert = await alerts.RaiseAsync(
            key.Tenant,
            new AlertNotice(
                AlertKey(key),
                AlertKind.ProformaWaiting,
                AlertSeverity.Warning,
                $"No answer yet to proforma {proforma.SeriesName}-{proforma.NumberText} of negotiation {key.NegotiationId}",
                $"Sent on {proforma.IssueDate:yyyy-MM-dd}.{lapse} Ask the client.",
                key.Subject)
            {
                Facts = AlertFacts.Of(
                    ("proforma", $"{proforma.SeriesName}-{proforma.NumberText}"),
                    ("negotiation", key.NegotiationId),
                    ("issued", $"{proforma.IssueDate:yyyy-MM-dd}"),
                    ("last_day", $"{proforma.ValidUntil:yyyy-MM-dd}")),
            },
            cancellationToken);
        return alert.Id;
    }

    /// <summary>One alert for all reminders of a deal.</summary>
    internal static string AlertKey(DealKey key) => $"proforma-waiting/{key.NegotiationId}";
}
