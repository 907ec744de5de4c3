using Cerniq.Functions.Api;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Payments.Refunds;

/// <summary>Refunds: asking for one, looking at them; and going on with those whose start a crash swallowed.</summary>
public sealed class RefundFunctions(RefundIntake intake, RefundStore refunds, TenantDirectory tenants)
{
    [Function("CreateRefund")]
    public async Task<IActionResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/refunds")] HttpRequest request,
        string tenant,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<RefundBody>(request, asked => asked.Faults(), cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        var asked = body.Value;
        var outcome = await intake.TakeAsync(
            client,
            new RefundRequest(
                tenant, asked.RefundId?.ToLowerInvariant() ?? $"{Guid.NewGuid()}", asked.InvoiceId, asked.Amount!.Value, asked.Currency!, asked.ClientId, asked.Reason, request.CorrelationId())
            {
                PaymentId = asked.PaymentId,
                Iban = asked.Iban,
            },
            cancellationToken);
        return outcome switch
        {
            { Refund: { } refund } => Answer.Accepted(refund),
            { Code: "INVOICE_NOT_FOUND" or "PAYMENT_NOT_FOUND" } => Problem.NotFound(),
            _ => Problem.Conflict(outcome.Words) with { Kind = outcome.Code!.ToLowerInvariant().Replace('_', '-'), Title = outcome.Code },
        };
    }

    [Function("GetRefund")]
    public async Task<IActionResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/refunds/{refundId}")] HttpRequest request,
        string tenant,
        string refundId,
        CancellationToken cancellationToken) =>
        await refunds.GetAsync(tenant, refundId, cancellationToken) is { } refund ? Answer.Ok(refund) : Problem.NotFound();

    [Function("ListRefunds")]
    public Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/refunds")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken) =>
        Listing.PageAsync<Refund, RefundStatus>(
            request, "status", (paging, status) => refunds.ListAsync(tenant, status, paging.Limit, paging.Continuation, cancellationToken));

    /// <summary>A refund is recorded before its work starts; a process that died in between left it standing.</summary>
    [Function("RefundSweep")]
    public async Task Sweep(
        [TimerTrigger("15 * * * * *", RunOnStartup = true)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            string? continuation = null;
            do
            {
                var (items, next) = await refunds.OpenAsync(tenant, 200, continuation, cancellationToken);
                foreach (var refund in items)
                {
                    await RefundIntake.StartAsync(client, new RefundKey(tenant, refund.RefundId), cancellationToken);
                }

                continuation = next;
            }
            while (continuation is not null);
        }
    }

    /// <param name="PaymentId">Gives back what this payment has left; needed for money that is matched to no invoice.</param>
    private sealed record RefundBody(
        string? RefundId, string? InvoiceId, string? PaymentId, decimal? Amount, string? Currency, string? ClientId, string? Reason, string? Iban)
    {
        private const int MaxReason = 500;
        private const int MaxId = 100;

        public IReadOnlyDictionary<string, string[]> Faults()
        {
            var faults = new FieldFaults();
            faults.When(RefundId is not null && !Guid.TryParseExact(RefundId, "D", out _), "refundId", "a UUID, or absent");
            faults.When(InvoiceId is null && PaymentId is null, "invoiceId", "required, or paymentId for money that is matched to none");
            faults.When(InvoiceId is not null && !IsId(InvoiceId), "invoiceId", $"1 to {MaxId} characters");
            faults.When(PaymentId is not null && !IsId(PaymentId), "paymentId", $"1 to {MaxId} characters, or absent");
            faults.When(ClientId?.Length > MaxId, "clientId", $"{MaxId} characters at most");
            faults.When(Amount is not > 0 || !Currencies.IsWhole(Amount.Value, Currency ?? ""), "amount", "required: above zero, with the decimals of its currency at most");
            faults.When(Currency is not { Length: 3 } || !Currency.All(char.IsAsciiLetterUpper), "currency", "required: three capital letters");
            faults.When(Reason?.Length > MaxReason, "reason", $"{MaxReason} characters at most");
            faults.When(Iban is not null && !EInvoicing.Identity.Iban.IsValid(Iban), "iban", "a valid IBAN, or absent");
            return faults.ByField();
        }

        private static bool IsId(string id) => !string.IsNullOrWhiteSpace(id) && id.Length <= MaxId;
    }
}
