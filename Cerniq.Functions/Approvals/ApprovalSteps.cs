using System.Text.Json;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Approvals;

/// <summary>Where an approval stands.</summary>
public sealed class ReadApproval(ApprovalStore approvals, TenantSettings settings)
{
    [Function(nameof(ReadApproval))]
    public async Task<ApprovalStanding> Run([ActivityTrigger] ApprovalKey key, CancellationToken cancellationToken)
    {
        var approval = await approvals.GetAsync(key.Tenant, key.ApprovalId, cancellationToken)
            ?? throw new InvalidOperationException($"There is no approval {key.ApprovalId}.");
        var set = await settings.GetAsync(key.Tenant, cancellationToken);
        return new ApprovalStanding(
            approval.Status, approval.ExpiresAt, TimeSpan.FromHours(set.Get(SettingsCatalogue.ApprovalReminderHours)));
    }
}

/// <summary>Lets an approval lapse that nobody decided, unless somebody did at the last moment.</summary>
public sealed class ExpireApproval(ApprovalStore approvals, ApprovalConsequences consequences, Alerts alerts)
{
    [Function(nameof(ExpireApproval))]
    public async Task<string> Run(
        [ActivityTrigger] ApprovalKey key, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var outcome = await approvals.SettleAsync(
            key.Tenant, key.ApprovalId, ApprovalStatus.Expired, "SYSTEM", "nobody decided in time", cancellationToken);
        if (outcome is not var (approval, settled))
        {
            throw new InvalidOperationException($"There is no approval {key.ApprovalId}.");
        }

        if (settled)
        {
            await alerts.RaiseAsync(
                key.Tenant,
                new AlertNotice(
                    $"approval-expired/{approval.Id}",
                    AlertKind.ApprovalExpired,
                    AlertSeverity.Warning,
                    $"Expired without a decision: {approval.Title}",
                    "What was asked for is not done. Ask for it again if it is still wanted.",
                    $"approval/{approval.Id}")
                {
                    Facts = AlertFacts.Of(("approval_kind", ApprovalFacts.KindOf(approval)), ("about", ApprovalFacts.About(approval))),
                },
                cancellationToken);
            await consequences.FollowAsync(client, approval, cancellationToken);
        }

        return approval.Status.ToString();
    }
}

/// <summary>Reminds people of an approval that waits.</summary>
public sealed class RemindOfApproval(ApprovalStore approvals, Alerts alerts)
{
    [Function(nameof(RemindOfApproval))]
    public async Task<string> Run([ActivityTrigger] ApprovalKey key, CancellationToken cancellationToken)
    {
        if (await approvals.GetAsync(key.Tenant, key.ApprovalId, cancellationToken) is not { Status: ApprovalStatus.Pending } approval)
        {
            return "";
        }

        var expiry = approval.ExpiresAt is { } at ? $" It expires at {at:O}." : "";
        var alert = await alerts.RaiseAsync(
            key.Tenant,
            new AlertNotice(
                $"approval-waiting/{approval.Id}",
                AlertKind.ApprovalWaiting,
                AlertSeverity.Warning,
                $"Waits for a decision: {approval.Title}",
                $"Asked at {approval.CreatedAt:O}.{expiry}",
                $"approval/{approval.Id}")
            {
                Facts = AlertFacts.Of(
                    ("approval_kind", ApprovalFacts.KindOf(approval)),
                    ("about", ApprovalFacts.About(approval)),
                    ("asked_at", ApprovalFacts.At(approval.CreatedAt)),
                    ("expires_at", approval.ExpiresAt is { } end ? ApprovalFacts.At(end) : null)),
            },
            cancellationToken);
        return alert.Id;
    }
}

/// <summary>What letters say of an approval.</summary>
internal static class ApprovalFacts
{
    public static string KindOf(Approval approval) => JsonSerializer.Serialize(approval.Kind).Trim('"');

    public static string About(Approval approval) => approval.InvoiceId ?? approval.NegotiationId ?? approval.Id;

    public static string At(DateTimeOffset at) => $"{at.UtcDateTime:yyyy-MM-dd HH:mm} UTC";
}
