using System.Security.Cryptography;
using Cerniq.Functions.Api;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>Cancels an issued invoice, wholly or in part (worker 22), and shows how far that is.</summary>
public sealed class CancelInvoiceFunctions(
    InvoiceStore invoices, NegotiationStore deals, CancellationStore cancellations, CancellationIntake intake, LifecycleOutbox outbox, TimeProvider clock)
{
    /// <remarks>The same request again gets the same answer: a FULL one by its body, a PARTIAL one by the header
    /// <c>Idempotency-Key</c>, since taking the same piece back twice may well be meant.</remarks>
    [Function("CancelInvoice")]
    public async Task<IActionResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/invoices/{invoiceId}/cancel")] HttpRequest request,
        string tenant,
        string invoiceId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<CancellationRequest>(request, CancellationRules.Check, cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        if (await invoices.GetAsync(tenant, invoiceId, cancellationToken) is not { } invoice)
        {
            return Problem.NotFound();
        }

        var asked = New(invoice, body.Value, request);
        return await RefusalAsync(invoice, asked, cancellationToken) ?? await TakeAsync(client, asked, cancellationToken);
    }

    [Function("GetCancellation")]
    public async Task<IActionResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/invoices/{invoiceId}/cancellations/{cancellationId}")] HttpRequest request,
        string tenant,
        string invoiceId,
        string cancellationId,
        CancellationToken cancellationToken) =>
        await cancellations.GetAsync(new CancellationKey(tenant, invoiceId, cancellationId), cancellationToken) is { } found
            ? Answer.Ok(found)
            : Problem.NotFound();

    [Function("ListCancellations")]
    public async Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/invoices/{invoiceId}/cancellations")] HttpRequest request,
        string tenant,
        string invoiceId,
        CancellationToken cancellationToken) =>
        await invoices.GetAsync(tenant, invoiceId, cancellationToken) is null
            ? Problem.NotFound()
            : Answer.Ok(new Page<CancellationRecord>(await cancellations.OfInvoiceAsync(tenant, invoiceId, cancellationToken), null));

    /// <summary>Says at once what cannot be; what another request takes meanwhile is found out when the quantities are set aside.</summary>
    private async Task<Problem?> RefusalAsync(InvoiceRecord invoice, CancellationRecord asked, CancellationToken cancellationToken)
    {
        if (invoice.Holds(asked.CancellationId))
        {
            return null;
        }

        if (CancellationPlan.For(invoice, asked.Details, asked.CancellationId).Refusal is { } refusal)
        {
            return Told(refusal);
        }

        var deal = await deals.RequireAsync(invoice.Tenant, invoice.NegotiationId, cancellationToken);
        return deal.InvoiceId is null
            ? Problem.Conflict("The negotiation", deal.State.Name(), "its invoice is being issued just now; cancel it when that is done")
            : null;
    }

    private async Task<IActionResult> TakeAsync(DurableTaskClient client, CancellationRecord asked, CancellationToken cancellationToken)
    {
        // The record, the message that starts the work, the quantities, the start: whatever dies in between, the work is started
        // by the sweep and sets the quantities aside itself.
        await cancellations.AddAsync(asked, cancellationToken);
        var start = LifecycleMessage.StartOf(
            asked.Tenant, asked.NegotiationId, nameof(InvoiceCancellation), asked.Key.InstanceId, asked.Key, clock.GetUtcNow());
        await deals.UpdateAsync(asked.Tenant, asked.NegotiationId, deal => deal, _ => start, cancellationToken);
        var taken = await intake.PrepareAsync(asked.Key, cancellationToken);
        await outbox.DeliverAsync(client, start, cancellationToken);
        return taken is { Status: CancellationStatus.Refused, Refusal: { } refusal }
            ? Told(refusal)
            : Answer.Accepted(new CancellationTaken(
                taken.CancellationId,
                taken.ApprovalId,
                $"/api/tenants/{taken.Tenant}/invoices/{taken.InvoiceId}/cancellations/{taken.CancellationId}"));
    }

    private CancellationRecord New(InvoiceRecord invoice, CancellationRequest asked, HttpRequest request)
    {
        var now = clock.GetUtcNow();
        return new CancellationRecord
        {
            Tenant = invoice.Tenant,
            CancellationId = IdOf(invoice, asked, request.Headers["Idempotency-Key"].ToString()),
            InvoiceId = invoice.InvoiceId,
            NegotiationId = invoice.NegotiationId,
            Request = asked,
            CorrelationId = request.CorrelationId(),
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private static string IdOf(InvoiceRecord invoice, CancellationRequest asked, string key)
    {
        if (key.Length > 0)
        {
            return DeterministicId.Of("cancellation", invoice.Tenant, invoice.InvoiceId, "key", key);
        }

        // One that came to nothing does not stand in the way of asking again.
        return asked.Cancellation!.Type == CancellationType.Full
            ? DeterministicId.Of(
                "cancellation",
                invoice.Tenant,
                invoice.InvoiceId,
                invoice.CancellationsGivenUp.ToString(),
                Convert.ToHexStringLower(SHA256.HashData(CerniqJson.Write(asked))))
            : Guid.NewGuid().ToString();
    }

    private static Problem Told(CancellationRefusal refusal) => refusal.Field is { } field
        ? Problem.BadRequest(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [$"{refusal.Code}: {refusal.Words}"] })
        : Problem.Conflict($"{refusal.Code}: {refusal.Words}");
}

/// <param name="ApprovalId">The approval it waits for; null when none is needed.</param>
public sealed record CancellationTaken(string CancellationId, string? ApprovalId, string StatusUrl);
