using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Revolut;

/// <summary>Decides whether a delivery is believed. A tenant without a secret refuses everything, and looks the same as no tenant
/// at all.</summary>
public sealed class WebhookDoor(WebhookSecrets secrets)
{
    /// <returns>Null when it is believed.</returns>
    public async Task<RefusalReason?> RefusalAsync(
        string tenant, WebhookHeaders headers, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        if (!TenantId.IsValid(tenant))
        {
            return RefusalReason.NoSecret;
        }

        var refusal = Judge(await secrets.OfAsync(tenant, cancellationToken), headers, body, receivedAt);
        return refusal is RefusalReason.BadSignature or RefusalReason.NoSecret or RefusalReason.WrongScheme
            && await secrets.NewerAsync(tenant, cancellationToken) is { } newer
            ? Judge(newer, headers, body, receivedAt)
            : refusal;
    }

    private static RefusalReason? Judge(WebhookTrust trust, WebhookHeaders headers, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt)
    {
        if (trust.Secrets.Count == 0)
        {
            return RefusalReason.NoSecret;
        }

        var verdict = trust.IsV1
            ? RevolutSignature.VerifyV1(body.Span, headers.SignatureV1, trust.Secrets)
            : RevolutSignature.Verify(body.Span, headers.Timestamp, headers.Signature, trust.Secrets, receivedAt);
        return verdict == SignatureVerdict.Valid ? null : Refusals.Reason(verdict, headers, trust.IsV1);
    }
}
