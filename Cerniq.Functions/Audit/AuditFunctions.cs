using Cerniq.Functions.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Audit;

/// <summary>Reads a tenant's trail.</summary>
public sealed class AuditFunctions(AuditTrail trail)
{
    private const int MaxSubject = 200;

    /// <summary><c>?subject=&amp;from=&amp;to=&amp;limit=&amp;continuation=</c>, newest first; from is inclusive, to exclusive.</summary>
    [Function("ReadAudit")]
    public async Task<IActionResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/audit")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var stretch = QueryInstant.Stretch(request);
        if (stretch.Problem is { } problem)
        {
            return problem;
        }

        var subject = request.Query["subject"].ToString();
        if (subject.Length > MaxSubject)
        {
            return Problem.BadField("subject", $"must have at most {MaxSubject} characters");
        }

        var (from, to) = stretch.Value;
        return await Listing.PageAsync<AuditEntry>(request, async paging =>
        {
            var page = await trail.QueryAsync(
                tenant, subject.Length == 0 ? null : subject, from, to, paging.Limit, paging.Continuation, cancellationToken);
            return ((IReadOnlyList<AuditEntry>)[.. page.Lines.Select(line => line.Entry)], page.Continuation);
        });
    }
}
