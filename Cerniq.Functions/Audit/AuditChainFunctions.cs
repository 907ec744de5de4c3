using System.Globalization;
using Cerniq.EInvoicing.Evidence;
using Cerniq.Functions.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Audit;

/// <summary>Shows that a tenant's log is what was logged, and hands it out for others to check.</summary>
public sealed class AuditChainFunctions(AuditTrail trail, AuditVerifier verifier)
{
    /// <summary><c>{tenant, valid, entries, head{sequence, hash}, firstBroken?{sequence, reason}}</c>.
    /// With <c>?known=number:hash</c> the log must still hold that entry.</summary>
    [Function("VerifyAudit")]
    public async Task<IActionResult> VerifyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/audit/verify")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var known = new List<ChainHead>();
        foreach (var text in request.Query["known"])
        {
            if (Head(text) is not { } head)
            {
                return Problem.BadField("known", "must be an entry's number and hash, such as 17:9f86d081…");
            }

            known.Add(head);
        }

        return Answer.Ok(await verifier.VerifyAsync(tenant, known, cancellationToken));
    }

    /// <summary>The whole log, a line each: what <c>cerniq audit verify</c> reads.</summary>
    [Function("ExportAudit")]
    public IActionResult Export(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/audit/export")] HttpRequest request, string tenant) =>
        new AuditExport(trail, tenant);

    /// <summary>The compliance log, newest first: <c>?limit=&amp;continuation=</c>.</summary>
    [Function("ReadCompliance")]
    public async Task<IActionResult> ComplianceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/compliance")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var paging = Paging.Read(request);
        if (paging.Problem is { } problem)
        {
            return problem;
        }

        var (limit, continuation) = paging.Value;
        var page = await trail.ComplianceAsync(tenant, limit, continuation, cancellationToken);
        return Answer.Ok(new Page<ComplianceLine>([.. page.Lines.Select(line => ComplianceLine.Of(line.Entry))], Paging.Encode(page.Continuation)));
    }

    private static ChainHead? Head(string? text) =>
        text?.Split(':') is [var number, { Length: 64 } hash]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
        && hash.All(char.IsAsciiHexDigit)
            ? new ChainHead(sequence, hash.ToLowerInvariant())
            : null;
}

/// <summary>A tenant's log, written out as it is read.</summary>
internal sealed record AuditExport(AuditTrail Trail, string Tenant) : IActionResult
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.ContentType = "application/x-ndjson";
        response.Headers.ContentDisposition = $"attachment; filename=\"audit-{Tenant}.ndjson\"";
        await foreach (var line in Trail.LinesAsync(Tenant, context.HttpContext.RequestAborted))
        {
            await response.Body.WriteAsync(line.Body, context.HttpContext.RequestAborted);
            await response.Body.WriteAsync(LineEnd, context.HttpContext.RequestAborted);
        }
    }
}
