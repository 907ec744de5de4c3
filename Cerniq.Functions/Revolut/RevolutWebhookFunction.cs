using Cerniq.Functions.Api;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Revolut;

/// <summary>Revolut's door (workers 1 and 6): signature over the raw bytes, durable before 200, nothing processed before the answer.</summary>
public sealed partial class RevolutWebhookFunction(
    TenantSettings settings, RevolutReceipts receipts, TimeProvider clock, ILogger<RevolutWebhookFunction> logger)
{
    [Function("RevolutWebhook")]
    [PublicRoute("The signature proves the caller.")]
    public async Task<IActionResult> Receive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "revolut/webhook/{tenant}")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        var verdict = await VerifyAsync(request, tenant, body.Value, cancellationToken);
        if (verdict != SignatureVerdict.Valid)
        {
            LogRefused(logger, tenant, verdict);
            return Problem.Unauthorized();
        }

        if (ReceivedEvent.Read(tenant, body.Value.Span, request.CorrelationId()) is not { } received)
        {
            return Problem.BadRequest("The body is no Revolut event.");
        }

        var isNew = await receipts.TakeAsync(received, body.Value, cancellationToken);
        return Answer.Ok(new WebhookTaken(true, !isNew));
    }

    /// <summary>A tenant without a secret refuses everything, and looks the same as no tenant at all.</summary>
    private async Task<SignatureVerdict> VerifyAsync(
        HttpRequest request, string tenant, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (!TenantId.IsValid(tenant))
        {
            return SignatureVerdict.NoMatch;
        }

        var stored = await settings.SecretAsync(tenant, SettingsCatalogue.RevolutWebhookSecret, cancellationToken);
        string[] secrets = stored?.Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var set = await settings.GetAsync(tenant, cancellationToken);
        return string.Equals(set.Get(SettingsCatalogue.RevolutWebhookVersion), "v1", StringComparison.Ordinal)
            ? RevolutSignature.VerifyV1(body.Span, request.Headers[RevolutSignature.SignatureHeaderV1], secrets)
            : RevolutSignature.Verify(
                body.Span,
                request.Headers[RevolutSignature.TimestampHeader],
                request.Headers[RevolutSignature.SignatureHeader],
                secrets,
                clock.GetUtcNow());
    }

    [LoggerMessage(3001, LogLevel.Warning, "Refused a Revolut webhook of tenant {Tenant}: {Verdict}")]
    private static partial void LogRefused(ILogger logger, string tenant, SignatureVerdict verdict);

    private sealed record WebhookTaken(bool Received, bool Duplicate);
}
