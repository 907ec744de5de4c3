using Cerniq.Functions.Api;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Payments;

/// <summary>Payments: the list, one of them, and matching one by hand.</summary>
public sealed class PaymentFunctions(
    PaymentStore payments, InvoiceStore invoices, PaymentReconciler reconciler, LifecycleOutbox outbox, IAuditSink audit, TimeProvider clock)
{
    [Function("ListPayments")]
    public async Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/payments")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var paging = Paging.Read(request);
        if (paging.Problem is { } problem)
        {
            return problem;
        }

        var asked = request.Query["status"].ToString();
        if (!Enum.TryParse<ReconciliationStatus>(asked, ignoreCase: true, out var status) && asked.Length > 0)
        {
            return Problem.BadField("status", "PENDING, MATCHED, OVERPAID or INVESTIGATION");
        }

        var (items, continuation) = await payments.ListAsync(
            tenant, asked.Length > 0 ? status : null, paging.Value.Limit, paging.Value.Continuation, cancellationToken);
        return Answer.Ok(new Page<Payment>(items, Paging.Encode(continuation)));
    }

    [Function("GetPayment")]
    public async Task<IActionResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/payments/{paymentId}")] HttpRequest request,
        string tenant,
        string paymentId,
        CancellationToken cancellationToken) =>
        await payments.GetAsync(tenant, paymentId, cancellationToken) is { } payment ? Answer.Ok(payment) : Problem.NotFound();

    [Function("MatchPayment")]
    public async Task<IActionResult> Match(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/payments/{paymentId}/match")] HttpRequest request,
        string tenant,
        string paymentId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<MatchBody>(request, cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        if (string.IsNullOrWhiteSpace(body.Value.InvoiceId))
        {
            return Problem.BadField("invoiceId", "required");
        }

        if (await payments.GetAsync(tenant, paymentId, cancellationToken) is not { } payment
            || await invoices.GetAsync(tenant, body.Value.InvoiceId, cancellationToken) is not { } invoice)
        {
            return Problem.NotFound();
        }

        return Refusal(payment, invoice) ?? await MatchAsync(client, request, payment, invoice, cancellationToken);
    }

    private static Problem? Refusal(Payment payment, InvoiceRecord invoice) => (payment, invoice) switch
    {
        ({ Matches: [var match, ..] }, _) => Problem.Conflict(
            "The payment", "MATCHED", $"it is matched to invoice {match.InvoiceId}; unmatch it first"),
        _ when !string.Equals(payment.Currency, invoice.Currency, StringComparison.Ordinal) => Problem.Conflict(
            $"The payment is in {payment.Currency}, the invoice in {invoice.Currency}."),
        _ when invoice.PaidAmount >= invoice.GrandTotal => Problem.Conflict("The invoice", "PAID", "nothing of it is open"),
        _ => null,
    };

    private async Task<IActionResult> MatchAsync(
        DurableTaskClient client, HttpRequest request, Payment payment, InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        var (matched, paid) = await reconciler.MatchAsync(payment, invoice, "OPERATOR", "matched by hand", cancellationToken);
        await audit.AppendAsync(
            new AuditEntry(
                payment.Tenant,
                $"payment/{payment.ExternalId}",
                AuditKind.Decision,
                $"matched by hand to invoice {invoice.OblioInvoiceId}",
                "ok",
                request.CorrelationId(),
                clock.GetUtcNow(),
                Actor: "OPERATOR"),
            cancellationToken);
        if (paid is not null)
        {
            await outbox.DeliverAsync(client, paid, cancellationToken);
        }

        return Answer.Ok(matched);
    }

    private sealed record MatchBody(string? InvoiceId);
}
