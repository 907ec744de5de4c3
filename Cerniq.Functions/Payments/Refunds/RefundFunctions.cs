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
        var body = await JsonBody.ReadAsync<RefundBody>(request, cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        var asked = body.Value;
        if (asked.Faults() is { Count: > 0 } faults)
        {
            return Problem.BadRequest(faults);
        }

        var outcome = await intake.TakeAsync(
            client,
            new RefundRequest(
                tenant, asked.RefundId?.ToLowerInvariant() ?? $"{Guid.NewGuid()}", asked.InvoiceId!, asked.Amount!.Value, asked.Currency!, asked.ClientId, asked.Reason, request.CorrelationId())
            {
                Iban = asked.Iban,
            },
            cancellationToken);
        return outcome switch
        {
            { Refund: { } refund } => Answer.Accepted(refund),
            { Code: "INVOICE_NOT_FOUND" } => Problem.NotFound(),
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
        Listing.PageAsync(request, paging => refunds.ListAsync(tenant, paging.Limit, paging.Continuation, cancellationToken));

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

    private sealed record RefundBody(
        string? RefundId, string? InvoiceId, decimal? Amount, string? Currency, string? ClientId, string? Reason, string? Iban)
    {
        private const int MaxReason = 500;

        public IReadOnlyDictionary<string, string[]> Faults()
        {
            var faults = new FieldFaults();
            faults.When(RefundId is not null && !Guid.TryParseExact(RefundId, "D", out _), "refundId", "a UUID, or absent");
            faults.When(string.IsNullOrWhiteSpace(InvoiceId) || InvoiceId.Length > 100, "invoiceId", "required: 100 characters at most");
            faults.When(Amount is not > 0 || !Currencies.IsWhole(Amount.Value, Currency ?? ""), "amount", "required: above zero, with the decimals of its currency at most");
            faults.When(Currency is not { Length: 3 } || !Currency.All(char.IsAsciiLetterUpper), "currency", "required: three capital letters");
            faults.When(Reason?.Length > MaxReason, "reason", $"{MaxReason} characters at most");
            faults.When(Iban is not null && !EInvoicing.Identity.Iban.IsValid(Iban), "iban", "a valid IBAN, or absent");
            return faults.ByField();
        }
    }
}
