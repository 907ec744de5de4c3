using Cerniq.Functions.Api;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Operations;
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

        var gone = new MoneyGone("MATCH_TAKEN_BACK", paymentId, body.Value.By ?? "OPERATOR");
        if (PaymentAllocator.MatchOf(payment, before.InvoiceId) is null)
        {
            // Taken back before, perhaps by a call that a crash cut short before the deal was told.
            await reopening.ReopenIfOwedAsync(client, tenant, before.InvoiceId, gone, cancellationToken);
            return Problem.Conflict($"The payment is not matched to invoice {before.OblioInvoiceId}.");
        }

        var (released, invoice) = await reconciler.UnmatchAsync(
            payment, before.InvoiceId, $"taken back: {body.Value.Reason ?? "no reason given"}", cancellationToken);
        await AuditAsync(request, payment, $"match with invoice {invoice.OblioInvoiceId} taken back", body.Value.By, body.Value.Reason, cancellationToken);
        if (OpenInvoices.StillOpen(before) == 0 && OpenInvoices.StillOpen(invoice) > 0)
        {
            await alerts.RaiseAsync(tenant, DealReopening.Notice(invoice), cancellationToken);
        }

        await reopening.ReopenIfOwedAsync(client, tenant, invoice.InvoiceId, gone, cancellationToken);

        return Answer.Ok(released);
    }

    private static Problem? Refusal(Payment payment, InvoiceRecord invoice, MatchBody asked) => (payment, invoice) switch
    {
        // The same again is the same answer.
        _ when PaymentAllocator.MatchOf(payment, invoice.InvoiceId) is not null => null,
        _ when asked.Amount is { } amount && !Currencies.IsWhole(amount, payment.Currency) => Problem.BadField(
            "amount", $"{payment.Currency} has {Currencies.Decimals(payment.Currency)} decimals"),
        ({ IsReverted: true }, _) => Problem.Conflict("The payment", payment.Status, "its money is gone"),
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
            payment, invoice, asked.By ?? "OPERATOR", asked.Amount, RateOf(payment, asked), cancellationToken);
        await AuditAsync(
            request, payment, $"matched by hand to invoice {invoice.OblioInvoiceId}", asked.By, Describe(matched, invoice), cancellationToken);
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
                Actor: by ?? "OPERATOR",
                Detail: detail),
            cancellationToken);

    /// <param name="Amount">At most so much of the payment; all that fits when absent.</param>
    /// <param name="ExchangeRate">How much of the payment's currency one unit of the invoice's costs; only where they differ.</param>
    /// <param name="RateDate">The day the rate is of; the payment's when absent.</param>
    /// <param name="RateSource">Where it is from, such as BNR.</param>
    /// <param name="By">Who matches.</param>
    private sealed record MatchBody(string? InvoiceId, decimal? Amount, decimal? ExchangeRate, DateOnly? RateDate, string? RateSource, string? By)
    {
        private const int MaxSource = 100;
        private static readonly DateOnly Earliest = new(2000, 1, 1);

        public IReadOnlyDictionary<string, string[]> Faults()
        {
            var faults = new FieldFaults();
            faults.When(string.IsNullOrWhiteSpace(InvoiceId), "invoiceId", "required");
            faults.When(Amount <= 0, "amount", "above zero");
            faults.When(ExchangeRate is <= 0 or > 1_000_000, "exchangeRate", "above zero");
            faults.When(RateDate < Earliest, "rateDate", $"not before {Earliest:yyyy-MM-dd}");
            faults.When(RateSource is not null && (string.IsNullOrWhiteSpace(RateSource) || RateSource.Length > MaxSource), "rateSource", $"1 to {MaxSource} characters, or absent");
            return faults.ByField();
        }
    }

    /// <param name="By">Who takes it back.</param>
    private sealed record UnmatchBody(string? InvoiceId, string? Reason, string? By);
}
