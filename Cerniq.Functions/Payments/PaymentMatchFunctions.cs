using Cerniq.Functions.Api;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Revolut;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Payments;

/// <summary>Matching a payment by hand, and taking a match back.</summary>
public sealed class PaymentMatchFunctions(
    PaymentStore payments,
    InvoiceStore invoices,
    PaymentReconciler reconciler,
    ApprovalStore approvals,
    Alerts alerts,
    LifecycleOutbox outbox,
    IAuditSink audit,
    TimeProvider clock)
{
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

        if (body.Value.Faults() is { Count: > 0 } faults)
        {
            return Problem.BadRequest(faults);
        }

        if (await payments.GetAsync(tenant, paymentId, cancellationToken) is not { } payment
            || await invoices.GetAsync(tenant, body.Value.InvoiceId!, cancellationToken) is not { } invoice)
        {
            return Problem.NotFound();
        }

        return Refusal(payment, invoice, body.Value)
            ?? await MatchAsync(client, request, payment, invoice, body.Value, cancellationToken);
    }

    [Function("UnmatchPayment")]
    public async Task<IActionResult> Unmatch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/payments/{paymentId}/unmatch")] HttpRequest request,
        string tenant,
        string paymentId,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<UnmatchBody>(request, cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        if (string.IsNullOrWhiteSpace(body.Value.InvoiceId))
        {
            return Problem.BadField("invoiceId", "required");
        }

        if (await payments.GetAsync(tenant, paymentId, cancellationToken) is not { } payment
            || await invoices.GetAsync(tenant, body.Value.InvoiceId, cancellationToken) is not { } before)
        {
            return Problem.NotFound();
        }

        if (PaymentAllocator.MatchOf(payment, before.InvoiceId) is null)
        {
            return Problem.Conflict($"The payment is not matched to invoice {before.OblioInvoiceId}.");
        }

        var (released, invoice) = await reconciler.UnmatchAsync(
            payment, before.InvoiceId, $"taken back: {body.Value.Reason ?? "no reason given"}", cancellationToken);
        await AuditAsync(request, payment, $"match with invoice {invoice.OblioInvoiceId} taken back", body.Value.By, body.Value.Reason, cancellationToken);
        if (OpenInvoices.StillOpen(before) == 0 && OpenInvoices.StillOpen(invoice) > 0)
        {
            await WarnAsync(payment, invoice, cancellationToken);
        }

        return Answer.Ok(released);
    }

    private static Problem? Refusal(Payment payment, InvoiceRecord invoice, MatchBody asked) => (payment, invoice) switch
    {
        // The same again is the same answer.
        _ when PaymentAllocator.MatchOf(payment, invoice.InvoiceId) is not null => null,
        _ when asked.Amount is { } amount && !MinorUnits.IsWhole(amount, payment.Currency) => Problem.BadField(
            "amount", $"{payment.Currency} has {MinorUnits.DecimalsOf(payment.Currency)} decimals"),
        ({ Status: not "CONFIRMED" }, _) => Problem.Conflict("The payment", payment.Status, "its money is gone"),
        ({ Unallocated: <= 0 }, _) => Problem.Conflict("The payment", "MATCHED", "nothing of it is left; unmatch it first"),
        _ when payment.Currency != invoice.Currency && asked.ExchangeRate is null => Problem.BadField(
            "exchangeRate", $"required: how much {payment.Currency} one {invoice.Currency} costs"),
        _ when payment.Currency == invoice.Currency && asked.ExchangeRate is not null => Problem.BadField(
            "exchangeRate", $"payment and invoice are both in {payment.Currency}"),
        (_, { Status: "CANCELLED" }) => Problem.Conflict("The invoice", "CANCELLED", "it cannot be paid"),
        _ when OpenInvoices.StillOpen(invoice) == 0 => Problem.Conflict("The invoice", "PAID", "nothing of it is open"),
        _ => null,
    };

    private async Task<IActionResult> MatchAsync(
        DurableTaskClient client, HttpRequest request, Payment payment, InvoiceRecord invoice, MatchBody asked, CancellationToken cancellationToken)
    {
        var (matched, paid) = await reconciler.MatchByHandAsync(
            payment, invoice, asked.By ?? "OPERATOR", asked.Amount, asked.ExchangeRate, cancellationToken);
        var rate = asked.ExchangeRate is { } given ? $"at {given} {payment.Currency} for one {invoice.Currency}" : null;
        await AuditAsync(request, payment, $"matched by hand to invoice {invoice.OblioInvoiceId}", asked.By, rate, cancellationToken);
        await approvals.SettleAsync(
            payment.Tenant,
            PaymentInvestigation.IdOf(payment.Tenant, payment.PaymentId),
            ApprovalStatus.Done,
            asked.By ?? "OPERATOR",
            $"matched to {invoice.OblioInvoiceId}",
            cancellationToken);
        foreach (var message in paid)
        {
            await outbox.DeliverAsync(client, message, cancellationToken);
        }

        return Answer.Ok(matched);
    }

    private Task AuditAsync(
        HttpRequest request, Payment payment, string what, string? by, string? detail, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            new AuditEntry(
                payment.Tenant,
                $"payment/{payment.ExternalId}",
                AuditKind.Decision,
                what,
                "ok",
                request.CorrelationId(),
                clock.GetUtcNow(),
                Actor: by ?? "OPERATOR",
                Detail: detail),
            cancellationToken);

    private Task<Alert> WarnAsync(Payment payment, InvoiceRecord invoice, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            payment.Tenant,
            new AlertNotice(
                $"invoice-open-again/{invoice.InvoiceId}",
                AlertKind.InvoiceOpenAgain,
                AlertSeverity.Warning,
                $"Invoice {invoice.OblioInvoiceId} was paid and is open again",
                "A match was taken back by hand. Match the payment that is meant, or ask the client to pay.",
                $"negotiation/{invoice.NegotiationId}")
            {
                Facts = AlertFacts.Of(("invoice", invoice.OblioInvoiceId)),
            },
            cancellationToken);

    /// <param name="Amount">At most so much of the payment; all that fits when absent.</param>
    /// <param name="ExchangeRate">How much of the payment's currency one unit of the invoice's costs; only where they differ.</param>
    /// <param name="By">Who matches.</param>
    private sealed record MatchBody(string? InvoiceId, decimal? Amount, decimal? ExchangeRate, string? By)
    {
        public IReadOnlyDictionary<string, string[]> Faults()
        {
            var faults = new FieldFaults();
            faults.When(string.IsNullOrWhiteSpace(InvoiceId), "invoiceId", "required");
            faults.When(Amount <= 0, "amount", "above zero");
            faults.When(ExchangeRate is <= 0 or > 1_000_000, "exchangeRate", "above zero");
            return faults.ByField();
        }
    }

    /// <param name="By">Who takes it back.</param>
    private sealed record UnmatchBody(string? InvoiceId, string? Reason, string? By);
}
