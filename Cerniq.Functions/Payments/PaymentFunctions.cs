using Cerniq.Functions.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Payments;

/// <summary>Payments: the list, and one of them.</summary>
public sealed class PaymentFunctions(PaymentStore payments)
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
}
