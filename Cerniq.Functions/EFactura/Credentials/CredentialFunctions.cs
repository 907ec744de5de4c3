using System.Text;
using System.Text.Json;
using Cerniq.Functions.Api;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Takes over the credentials of the system before.</summary>
public sealed class CredentialFunctions(TenantSettings settings, IAuditSink audit, TimeProvider clock)
{
    /// <summary>Rows of <c>tenant_configs</c> in JSON or CSV; answers which settings were set, never what to. Repeatable.</summary>
    [Function("ImportCredentials")]
    public async Task<IActionResult> ImportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/credentials/import")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var (read, problem) = await ReadAsync(request, cancellationToken);
        if (read is null)
        {
            return problem!;
        }

        var change = await settings.PutAsync(tenant, JsonSerializer.SerializeToElement(read.Settings), cancellationToken);
        if (change.Settings is null)
        {
            return Problem.BadRequest(change.Errors);
        }

        await audit.AppendAsync(
            new AuditEntry(
                tenant, "settings", AuditKind.Administration, "credentials imported", "ok", request.CorrelationId(), clock.GetUtcNow(), request.Caller().Name, Detail: string.Join(", ", change.Changed)),
            cancellationToken);
        return Answer.Ok(new CredentialsImported(change.Changed, read.Ignored, read.Certificate));
    }

    private static async Task<(SourceCredentials? Read, Problem? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true)
            {
                var csv = await RequestBody.ReadAsync(request, cancellationToken);
                var appKey = request.Headers["x-app-key"].ToString();
                return csv.Problem is null ? (CredentialRows.FromCsv(Encoding.UTF8.GetString(csv.Value.Span), appKey.Length == 0 ? null : appKey), null) : (null, csv.Problem);
            }

            var json = await JsonBody.ReadAsync<JsonElement>(request, cancellationToken);
            return json.Problem is null ? (CredentialRows.FromJson(json.Value), null) : (null, json.Problem);
        }
        catch (CredentialImportException wrong)
        {
            return (null, Problem.BadField(wrong.Row, wrong.Why));
        }
    }
}

/// <param name="Imported">Names of the settings that were set.</param>
/// <param name="Ignored">Fields of the source that nothing here asks for.</param>
public sealed record CredentialsImported(IReadOnlyList<string> Imported, IReadOnlyList<string> Ignored, CertificateFacts? Certificate);
