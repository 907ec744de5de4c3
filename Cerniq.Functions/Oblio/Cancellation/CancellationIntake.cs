using System.Text.Json;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Effects;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>Takes a cancellation in: sets its quantities aside on the invoice, and asks a person where the tenant's rule says so.
/// Safe to repeat.</summary>
public sealed class CancellationIntake(
    CancellationStore cancellations,
    InvoiceStore invoices,
    EFacturaStore filings,
    ApprovalStore approvals,
    TenantSettings settings,
    TimeProvider clock)
{
    /// <summary>Makes sure that the cancellation holds what it takes, and that the approval it needs is open.</summary>
    /// <returns>The cancellation as it now is; refused when something else was quicker.</returns>
    public async Task<CancellationRecord> PrepareAsync(CancellationKey key, CancellationToken cancellationToken)
    {
        var cancellation = await cancellations.RequireAsync(key, cancellationToken);
        if (cancellation.Status != CancellationStatus.Requested)
        {
            return cancellation;
        }

        var plan = await SetAsideAsync(cancellation, cancellationToken);
        if (plan.Refusal is { } refusal)
        {
            return await cancellations.UpdateAsync(
                key, c => c with { Status = CancellationStatus.Refused, Refusal = refusal }, cancellationToken);
        }

        var approval = await ApprovalIfNeededAsync(cancellation, plan, cancellationToken);
        return await cancellations.UpdateAsync(
            key,
            c => c.Status != CancellationStatus.Requested ? c : c with
            {
                Status = approval is null ? CancellationStatus.Processing : CancellationStatus.AwaitingApproval,
                ApprovalId = approval?.Id,
            },
            cancellationToken);
    }

    private async Task<CancellationPlan> SetAsideAsync(CancellationRecord cancellation, CancellationToken cancellationToken)
    {
        CancellationPlan? plan = null;
        await invoices.UpdateAsync(
            cancellation.Tenant,
            cancellation.InvoiceId,
            invoice =>
            {
                plan = CancellationPlan.For(invoice, cancellation.Details, cancellation.CancellationId);
                return plan.Refusal is not null || invoice.Holds(cancellation.CancellationId)
                    ? null
                    : invoice with
                    {
                        Cancellations = [.. invoice.Cancellations, new CancelledPart(cancellation.CancellationId, plan.Quantities)],
                    };
            },
            cancellationToken);
        return plan!;
    }

    private async Task<Approval?> ApprovalIfNeededAsync(
        CancellationRecord cancellation, CancellationPlan plan, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(cancellation.Tenant, cancellationToken);
        var invoice = await invoices.RequireAsync(cancellation.Tenant, cancellation.InvoiceId, cancellationToken);
        var totals = StornoLines.Of(invoice, plan.Quantities);
        if (!await IsNeededAsync(set, invoice, -totals.GrandTotal, cancellationToken))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var details = cancellation.Details;
        return await approvals.OpenAsync(
            new Approval
            {
                Tenant = cancellation.Tenant,
                Id = DeterministicId.Of("approval", "cancellation", cancellation.Tenant, cancellation.CancellationId),
                Kind = ApprovalKind.InvoiceCancellation,
                Title = $"Cancel {-totals.GrandTotal:0.00} {invoice.Currency} of invoice {invoice.OblioInvoiceId} ({details.ReasonCode!.Value.Name()})",
                NegotiationId = invoice.NegotiationId,
                InvoiceId = invoice.InvoiceId,
                Details = JsonSerializer.SerializeToElement(
                    new { cancellation.CancellationId, details.Type, details.ReasonCode, details.ReasonText, details.RequestedBy, Total = -totals.GrandTotal, invoice.Currency },
                    CerniqJson.Options),
                CorrelationId = cancellation.CorrelationId,
                CreatedAt = now,
                ExpiresAt = now.AddHours(set.Get(SettingsCatalogue.ApprovalExpiryHours)),
            },
            cancellationToken);
    }

    private async Task<bool> IsNeededAsync(
        SettingsSnapshot set, InvoiceRecord invoice, decimal total, CancellationToken cancellationToken) =>
        set.Get(SettingsCatalogue.CancelApproval) switch
        {
            "ALWAYS" => true,
            "ABOVE_AMOUNT" => total * (invoice.ExchangeRate ?? 1m) > set.Get(SettingsCatalogue.CancelApprovalAmount),
            "AFTER_FILING" => await filings.LatestOfAsync(invoice.Tenant, invoice.InvoiceId, cancellationToken) is { AnafIds.RemoteId: not null },
            _ => false,
        };
}
