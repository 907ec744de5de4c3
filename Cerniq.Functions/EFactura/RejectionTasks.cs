using System.Text.Json;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>Puts a rejected document before a person: one task for each filing, open until it is decided or the corrected
/// document is queued.</summary>
public sealed class RejectionTasks(ApprovalStore approvals, TimeProvider clock)
{
    /// <summary>Opens the task of a rejected filing; doing it again changes nothing.</summary>
    public Task OpenAsync(EFacturaEntry entry, CancellationToken cancellationToken) =>
        approvals.OpenAsync(
            new Approval
            {
                Tenant = entry.Tenant,
                Id = Id(entry.Key),
                Kind = ApprovalKind.EFacturaRejected,
                Title = $"e-Factura rejected: {entry.InvoiceNumber}, due by {entry.Deadline:yyyy-MM-dd}",
                NegotiationId = entry.NegotiationId,
                InvoiceId = entry.InvoiceIdText,
                Details = JsonSerializer.SerializeToElement(new RejectionDetails(entry.QueueId, entry.Filing, entry.Deadline, WhatToDo(entry), entry.Errors), CerniqJson.Options),
                CorrelationId = entry.CorrelationId,
                CreatedAt = clock.GetUtcNow(),
            },
            cancellationToken);

    /// <summary>A corrected document has taken the place of the rejected one.</summary>
    public Task CloseAsync(EFacturaKey key, CancellationToken cancellationToken) =>
        approvals.SettleAsync(key.Tenant, Id(key), ApprovalStatus.Done, "SYSTEM", "The corrected document is queued.", cancellationToken);

    internal static string Id(EFacturaKey key) => $"efactura-{key.QueueId}";

    private static string WhatToDo(EFacturaEntry entry) => !entry.IsIssuedHere && entry.NegotiationId is null
        ? "Correct the invoice as the errors say and submit it again under the same invoice_id."
        : "Where the company's own data or settings are at fault, correct them and approve: the document is built anew and filed again. Where the invoice itself is at fault, cancel it with a corrective invoice; rejecting this task changes nothing.";

    private sealed record RejectionDetails(long QueueId, int Filing, DateOnly Deadline, string WhatToDo, IReadOnlyList<EFacturaError> Errors);
}
