using Cerniq.Functions.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Payments;

/// <summary>Payments: the list, and one of them.</summary>
public sealed class PaymentFunctions(PaymentStore payments)
{
    [Function("ListPayments")]
    public Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/payments")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken) =>
        Listing.PageAsync<Payment, ReconciliationStatus>(
            request, "status", (paging, status) => payments.ListAsync(tenant, status, paging.Limit, paging.Continuation, cancellationToken));

    [Function("GetPayment")]
    public async Task<IActionResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/payments/{paymentId}")] HttpRequest request,
        string tenant,
        string paymentId,
        CancellationToken cancellationToken) =>
        await payments.GetAsync(tenant, paymentId, cancellationToken) is { } payment ? Answer.Ok(payment) : Problem.NotFound();
}
