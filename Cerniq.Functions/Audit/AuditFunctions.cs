using System.Globalization;
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
        var paging = Paging.Read(request);
        var from = Instant(request, "from");
        var to = Instant(request, "to");
        if ((paging.Problem ?? from.Problem ?? to.Problem) is { } problem)
        {
            return problem;
        }

        var subject = request.Query["subject"].ToString();
        if (subject.Length > MaxSubject)
        {
            return Problem.BadField("subject", $"must have at most {MaxSubject} characters");
        }

        if (from.Value is { } start && to.Value is { } end && start >= end)
        {
            return Problem.BadField("to", "must be later than from");
        }

        var page = await trail.QueryAsync(
            tenant, subject.Length == 0 ? null : subject, from.Value, to.Value, paging.Value.Limit, paging.Value.Continuation, cancellationToken);
        return Answer.Ok(new Page<AuditEntry>([.. page.Lines.Select(line => line.Entry)], Paging.Encode(page.Continuation)));
    }

    private static Body<DateTimeOffset?> Instant(HttpRequest request, string name)
    {
        if (request.Query[name].ToString() is not { Length: > 0 } text)
        {
            return new Body<DateTimeOffset?>(null, null);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            && instant.Year > 1
            ? new Body<DateTimeOffset?>(instant, null)
            : Problem.BadField(name, "must be a date and time, such as 2026-01-31T10:00:00Z");
    }
}
