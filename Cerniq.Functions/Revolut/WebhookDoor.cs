using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Revolut;

/// <summary>Decides whether a delivery is believed. A tenant without a secret refuses everything, and looks the same as no tenant
/// at all.</summary>
public sealed class WebhookDoor(WebhookSecrets secrets)
{
    public async ValueTask<DoorVerdict> JudgeAsync(
        string tenant, WebhookHeaders headers, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        if (!TenantId.IsValid(tenant))
        {
            return new DoorVerdict(RefusalReason.NoSecret, IsV1: false);
        }

        var verdict = Judge(await secrets.OfAsync(tenant, cancellationToken), headers, body, receivedAt);
        return verdict.Refusal is RefusalReason.BadSignature or RefusalReason.NoSecret or RefusalReason.WrongScheme
            && await secrets.NewerAsync(tenant, cancellationToken) is { } newer
            ? Judge(newer, headers, body, receivedAt)
            : verdict;
    }

    private static DoorVerdict Judge(WebhookTrust trust, WebhookHeaders headers, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt)
    {
        if (trust.Keys.Count == 0)
        {
            return new DoorVerdict(RefusalReason.NoSecret, trust.IsV1);
        }

        var verdict = trust.IsV1
            ? RevolutSignature.VerifyV1(body.Span, headers.SignatureV1, trust.Keys)
            : RevolutSignature.Verify(body.Span, headers.Timestamp, headers.Signature, trust.Keys, receivedAt);
        return new DoorVerdict(verdict == SignatureVerdict.Valid ? null : Refusals.Reason(verdict, headers, trust.IsV1), trust.IsV1);
    }
}

/// <summary>What the door says of a delivery.</summary>
/// <param name="Refusal">Null when it is believed.</param>
/// <param name="IsV1">True when the tenant's webhooks carry the older scheme.</param>
public readonly record struct DoorVerdict(RefusalReason? Refusal, bool IsV1);
