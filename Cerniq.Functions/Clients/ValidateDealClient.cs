using System.Text.Json;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Clients;

/// <summary>Validates the deal's client (worker 19): the deal goes on, or NEEDS_CLIENT_FIX with a task for a person.</summary>
public sealed class ValidateDealClient(
    NegotiationStore deals, ClientValidation validation, ApprovalStore approvals, TimeProvider clock)
{
    private const string Worker = "oblio:client:validate";

    /// <returns>True when the client is right.</returns>
    [Function(nameof(ValidateDealClient))]
    public async Task<bool> Run([ActivityTrigger] DealKey key, CancellationToken cancellationToken)
    {
        var deal = await deals.RequireAsync(key.Tenant, key.NegotiationId, cancellationToken);
        using var scope = deal.EnterScope();
        if (deal.State == NegotiationState.NeedsClientFix)
        {
            deal = await deals.MoveAsync(
                key.Tenant, key.NegotiationId, new TransitionRequest(NegotiationState.Closing, Worker, "SALES_APP"), null, cancellationToken);
        }

        var result = await validation.ValidateAsync(
            key.Tenant,
            deal.Client,
            ClientValidateOptions.From(deal.Request.Options),
            new ValidationSubject(deal.Id, deal.Request.ContactId),
            cancellationToken);
        await deals.UpdateAsync(
            key.Tenant, key.NegotiationId, d => d with { Validation = result }, message: null, cancellationToken);
        if (!result.Valid)
        {
            await AskForFixAsync(deal, result, cancellationToken);
        }

        return result.Valid;
    }

    private async Task AskForFixAsync(Negotiation deal, ClientValidateResult result, CancellationToken cancellationToken)
    {
        var fixes = result.RequiredFixes ?? [];

        // One task for each time the data were found wanting; repeating this step opens no second one.
        var id = DeterministicId.Of("client-fix", deal.Tenant, deal.Id, deal.Transitions.ToString());
        await approvals.OpenAsync(
            new Approval
            {
                Tenant = deal.Tenant,
                Id = id,
                Kind = ApprovalKind.ClientFix,
                Title = $"Fix the client of negotiation {deal.Id}: {string.Join(", ", fixes.Select(f => f.Field).Distinct(StringComparer.Ordinal))}",
                NegotiationId = deal.Id,
                Details = JsonSerializer.SerializeToElement(fixes, CerniqJson.Options),
                CorrelationId = deal.CorrelationId,
                CreatedAt = clock.GetUtcNow(),
            },
            cancellationToken);
        await deals.MoveAsync(
            deal.Tenant,
            deal.Id,
            new TransitionRequest(
                NegotiationState.NeedsClientFix,
                Worker,
                Metadata: TransitionMetadata.Of(("approvalId", id), ("code", fixes is [var first, ..] ? first.Code : null))),
            change: null,
            cancellationToken);
    }
}
