using System.Text;
using System.Text.Json;
using Cerniq.Functions.Api;
using Cerniq.Functions.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura.Migration;

/// <summary>Takes over past submissions from the system before.</summary>
public sealed class MigrationFunctions(PastSubmissions past, IAuditSink audit, TimeProvider clock)
{
    /// <summary>A list of rows in JSON, or CSV: <c>id, number, efactura_sent, efactura_id, efactura_sent_date, efactura_response</c>
    /// (or the columns of <c>anaf_queue</c>). Answers <c>{taken, known, skipped[{row, why}]}</c>; may be repeated.</summary>
    [Function("TakeOverSubmissions")]
    public async Task<IActionResult> TakeOverAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/efactura/migrate")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var (rows, problem) = await ReadAsync(request, cancellationToken);
        if (rows is null)
        {
            return problem!;
        }

        var result = await past.TakeOverAsync(tenant, rows, request.CorrelationId(), cancellationToken);
        await audit.AppendAsync(
            new AuditEntry(
                tenant, "efactura", AuditKind.Administration, "past submissions taken over", "ok", request.CorrelationId(), clock.GetUtcNow(), request.Caller().Name, Detail: $"{result.Taken} taken, {result.Known} known, {result.Skipped.Count} skipped"),
            cancellationToken);
        return Answer.Ok(result);
    }

    private static async Task<(IReadOnlyList<JsonElement>? Rows, Problem? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true)
        {
            var csv = await RequestBody.ReadAsync(request, cancellationToken);
            return csv.Problem is null
                ? ([.. CsvTable.Read(Encoding.UTF8.GetString(csv.Value.Span)).Select(line => JsonSerializer.SerializeToElement(line))], null)
                : (null, csv.Problem);
        }

        var json = await JsonBody.ReadAsync<JsonElement>(request, cancellationToken);
        return json.Problem is not null ? (null, json.Problem)
            : json.Value.ValueKind == JsonValueKind.Array ? ([.. json.Value.EnumerateArray()], null)
            : (null, Problem.BadRequest("A list of past submissions was expected."));
    }
}
