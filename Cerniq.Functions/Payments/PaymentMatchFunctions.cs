using Cerniq.Functions.Api;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Services;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Payments;

/// <summary>Matching a payment by hand, and taking a match back.</summary>
public sealed class PaymentMatchFunctions(
    PaymentStore payments,
    InvoiceStore invoices,
    RefundStore refunds,
    PaymentReconciler reconciler,
    ApprovalStore approvals,
    Alerts alerts,
    LifecycleOutbox outbox,
    DealReopening reopening,
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
        var body = await JsonBody.ReadAsync<MatchBody>(request, asked => asked.Faults(), cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        if (await payments.GetAsync(tenant, paymentId, cancellationToken) is not { } payment
            || await invoices.GetAsync(tenant, body.Value.InvoiceId!, cancellationToken) is not { } invoice)
        {
            return Problem.NotFound();
        }

        return Refusal(payment, invoice, body.Value)
            ?? RateRefusal(payment, invoice, body.Value)
            ?? await MatchAsync(client, request, payment, invoice, body.Value, cancellationToken);
    }

    [Function("UnmatchPayment")]
    public async Task<IActionResult> Unmatch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/payments/{paymentId}/unmatch")] HttpRequest request,
        string tenant,
        string paymentId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<UnmatchBody>(request, asked => asked.Faults(), cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        if (await payments.GetAsync(tenant, paymentId, cancellationToken) is not { } payment
            || await invoices.GetAsync(tenant, body.Value.InvoiceId!, cancellationToken) is not { } before)
        {
            return Problem.NotFound();
        }

        var gone = new MoneyGone("MATCH_TAKEN_BACK", paymentId, body.Value.By ?? Actor.Unnamed);
        if (PaymentAllocator.MatchOf(payment, before.InvoiceId) is not { } match)
        {
            // Taken back before, perhaps by a call that a crash cut short before the deal was told.
            await reopening.ReopenIfOwedAsync(client, tenant, before.InvoiceId, gone, cancellationToken);
            return Problem.Conflict($"The payment is not matched to invoice {before.OblioInvoiceId}.");
        }

        var refunded = await refunds.SumOfAsync(tenant, before.InvoiceId, cancellationToken);
        if (before.PaidAmount - match.InvoiceAmount < refunded)
        {
            return Refunded(before, refunded);
        }

        return await UnmatchAsync(client, request, payment, before, body.Value, gone, cancellationToken);
    }

    private async Task<IActionResult> UnmatchAsync(
        DurableTaskClient client, HttpRequest request, Payment payment, InvoiceRecord before, UnmatchBody asked, MoneyGone gone, CancellationToken cancellationToken)
    {
        var tenant = payment.Tenant;
        var (released, invoice) = await reconciler.UnmatchAsync(
            payment, before.InvoiceId, $"taken back: {asked.Reason ?? "no reason given"}", cancellationToken);
        if (PaymentAllocator.MatchOf(released, invoice.InvoiceId) is not null)
        {
            return Refunded(invoice, await refunds.SumOfAsync(tenant, invoice.InvoiceId, cancellationToken));
        }

        await AuditAsync(request, payment, $"match with invoice {invoice.OblioInvoiceId} taken back", asked.By, asked.Reason, cancellationToken);
        if (OpenInvoices.StillOpen(before) == 0 && OpenInvoices.StillOpen(invoice) > 0)
        {
            await alerts.RaiseAsync(tenant, DealReopening.Notice(invoice), cancellationToken);
        }

        await reopening.ReopenIfOwedAsync(client, tenant, invoice.InvoiceId, gone, cancellationToken);

        return Answer.Ok(released);
    }

    private static Problem Refunded(InvoiceRecord invoice, decimal refunded) => Problem.Conflict(
        $"{Currencies.Text(refunded, invoice.Currency)} of what was paid for invoice {invoice.OblioInvoiceId} was refunded, or is about to be: the match that paid it stays.");

    private static Problem? Refusal(Payment payment, InvoiceRecord invoice, MatchBody asked) => (payment, invoice) switch
    {
        // The same again is the same answer.
        _ when PaymentAllocator.MatchOf(payment, invoice.InvoiceId) is not null => null,
        _ when asked.Amount is { } amount && !Currencies.IsWhole(amount, payment.Currency) => Problem.BadField(
            "amount", $"{payment.Currency} has {Currencies.Decimals(payment.Currency)} decimals"),
        ({ IsReverted: true }, _) => Problem.Conflict("The payment", payment.Status, "its money is gone"),
        ({ ReconciliationStatus: ReconciliationStatus.Refunded }, _) => Problem.Conflict("The payment", "REFUNDED", "its money went, or goes, back to the client"),
        ({ Unallocated: <= 0 }, _) => Problem.Conflict("The payment", "MATCHED", "nothing of it is left; unmatch it first"),
        (_, { Status: "CANCELLED" }) => Problem.Conflict("The invoice", "CANCELLED", "it cannot be paid"),
        _ when OpenInvoices.StillOpen(invoice) == 0 => Problem.Conflict("The invoice", "PAID", "nothing of it is open"),
        _ => null,
    };

    private Problem? RateRefusal(Payment payment, InvoiceRecord invoice, MatchBody asked)
    {
        var isSame = payment.Currency == invoice.Currency;
        return asked.ExchangeRate switch
        {
            _ when PaymentAllocator.MatchOf(payment, invoice.InvoiceId) is not null => null,
            null when isSame => asked.RateDate is not null || asked.RateSource is not null ? Problem.BadField("exchangeRate", "required with its date or source") : null,
            null => Problem.BadField("exchangeRate", $"required: how much {payment.Currency} one {invoice.Currency} costs"),
            _ when isSame => Problem.BadField("exchangeRate", $"payment and invoice are both in {payment.Currency}"),
            _ when asked.RateDate > RomanianTime.Today(clock) => Problem.BadField("rateDate", "not in the future"),
            { } rate when payment.Currency == "RON" && invoice.ExchangeRate is { } known && DayRate.IsUpsideDown(rate, known) => Problem.BadField(
                "exchangeRate",
                $"how much {payment.Currency} one {invoice.Currency} costs; the invoice itself says {known}, and {rate} looks like the other way round"),
            _ => null,
        };
    }

    /// <summary>The rate that was given; of the payment's day when no other is named.</summary>
    private static DayRate? RateOf(Payment payment, MatchBody asked) => asked.ExchangeRate is { } rate
        ? new DayRate(rate, asked.RateDate ?? RomanianTime.DayOf(payment.TransactionDate), asked.RateSource ?? DayRate.ByHand)
        : null;

    private async Task<IActionResult> MatchAsync(
        DurableTaskClient client, HttpRequest request, Payment payment, InvoiceRecord invoice, MatchBody asked, CancellationToken cancellationToken)
    {
        var (matched, paid) = await reconciler.MatchByHandAsync(
            payment, invoice, asked.By ?? Actor.Unnamed, asked.Amount, RateOf(payment, asked), cancellationToken);
        await AuditAsync(
            request, payment, $"matched by hand to invoice {invoice.OblioInvoiceId}", asked.By, Describe(matched, invoice), cancellationToken);
        await approvals.SettleAsync(
            payment.Tenant,
            PaymentInvestigation.IdOf(payment.Tenant, payment.PaymentId),
            ApprovalStatus.Done,
            asked.By ?? Actor.Unnamed,
            $"matched to {invoice.OblioInvoiceId}",
            cancellationToken);
        foreach (var message in paid)
        {
            await outbox.DeliverAsync(client, message, cancellationToken);
        }

        return Answer.Ok(matched);
    }

    /// <summary>How much went where, and at which rate.</summary>
    private static string? Describe(Payment payment, InvoiceRecord invoice) => PaymentAllocator.MatchOf(payment, invoice.InvoiceId) switch
    {
        null => null,
        { ExchangeRate: { } rate } match =>
            $"{Currencies.Text(match.Amount, payment.Currency)} as {Currencies.Text(match.InvoiceAmount, invoice.Currency)}, at {rate} {payment.Currency} for one {invoice.Currency} of {match.RateDate:yyyy-MM-dd} ({match.RateSource})",
        var match => Currencies.Text(match.Amount, payment.Currency),
    };

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
                Actor: by ?? Actor.Unnamed,
                Detail: detail),
            cancellationToken);
}
