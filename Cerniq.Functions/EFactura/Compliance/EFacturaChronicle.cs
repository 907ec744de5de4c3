using System.Text.Json;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Telemetry;
using Cerniq.Functions.Tenants;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.EFactura;

/// <summary>Tells what happened to a filing to the audit trail, the compliance log, the list of ANAF's answers and the metrics, and to the
/// deal of one that was filed by hand.
/// Each is told once; what a dead process did not tell is told by <see cref="EFacturaChronicleSweep"/>.</summary>
public sealed partial class EFacturaChronicle(
    ITableStore tables,
    AuditTrail trail,
    WebhookEvents answers,
    EFacturaFiles files,
    TenantSettings settings,
    FilingsByHand byHand,
    CerniqMetrics metrics,
    ILogger<EFacturaChronicle> logger)
{
    private const string Worker = "SYSTEM";
    private const string High = "high";

    /// <summary>Tells events whose change is on disk. What cannot be told now stays for the sweep: the filing goes on.</summary>
    public async Task TellAsync(IEnumerable<EFacturaEvent> events)
    {
        foreach (var happened in events)
        {
            try
            {
                await TellAsync(happened, CancellationToken.None);
            }
            catch (Exception failure)
            {
                LogLater(logger, failure, happened.Key);
            }
        }
    }

    /// <summary>Tells what was left behind.</summary>
    /// <returns>How many were told.</returns>
    public async Task<int> TellLeftBehindAsync(string tenant, CancellationToken cancellationToken)
    {
        var told = 0;
        string? continuation = null;
        do
        {
            var range = TableRange.StartingWith(EFacturaEvent.RowPrefix, 100, continuation);
            var page = await tables.QueryAsync(EFacturaRows.Table, tenant, range, cancellationToken);
            foreach (var row in page.Rows)
            {
                await TellAsync(CerniqJson.Read<EFacturaEvent>(row.Body), cancellationToken);
                told++;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        return told;
    }

    private async Task TellAsync(EFacturaEvent happened, CancellationToken cancellationToken)
    {
        var entry = happened.Entry;
        if (AnafAnswers.Of(happened) is { } answer)
        {
            await answers.RecordAsync(entry.Tenant, answer, cancellationToken);
        }

        var amounts = entry.Xml is { } xml && happened.Name is EFacturaEvent.Submitted
            ? FiledAmounts.Read(await files.ReadAsync(xml, cancellationToken))
            : null;
        if (ComplianceRecords.Of(happened, amounts) is { } record)
        {
            var line = Line(happened, AuditKind.Compliance, record.ComplianceType) with { Outcome = record.Status, Compliance = record };
            await trail.AppendOnceAsync(line, $"{happened.Key}/compliance", cancellationToken);
        }

        if (await trail.AppendOnceAsync(await EventAsync(happened, cancellationToken), happened.Key, cancellationToken))
        {
            Count(happened);
        }

        await FollowAsync(entry, cancellationToken);
        TableOperation done = new TableOperation.Delete(happened.Row);
        await tables.WriteAsync(EFacturaRows.Table, entry.Tenant, [done], cancellationToken);
    }

    /// <summary>An event may be told late: the deal follows the filing as it is now.</summary>
    private async Task FollowAsync(EFacturaEntry told, CancellationToken cancellationToken)
    {
        if (told.IsByHand && await tables.GetAsync(EFacturaRows.Table, told.Tenant, EFacturaRows.Doc(told.QueueId), cancellationToken) is { } row)
        {
            await byHand.FollowAsync(CerniqJson.Read<EFacturaEntry>(row.Body), cancellationToken);
        }
    }

    private async Task<AuditEntry> EventAsync(EFacturaEvent happened, CancellationToken cancellationToken)
    {
        var entry = happened.Entry;
        var line = Line(happened, AuditKind.Event, happened.Name);
        return happened.Name switch
        {
            EFacturaEvent.XmlGenerated => line with
            {
                Detail = $"e-Factura XML generated for invoice {entry.InvoiceNumber}",
                Metadata = Json(new { efactura_document_id = $"{entry.QueueId}", xml_hash = entry.Xml!.Sha256, document_type = entry.DocumentKind }),
            },
            EFacturaEvent.Submitted => line with
            {
                Detail = $"e-Factura submitted: {entry.InvoiceNumber} → ANAF",
                Metadata = Json(new { upload_index = entry.AnafIds.RemoteId, environment = await EnvironmentAsync(entry.Tenant, cancellationToken) }),
            },
            EFacturaEvent.Accepted => line with
            {
                Detail = $"e-Factura accepted: {entry.InvoiceNumber}",
                Metadata = Json(new { upload_index = entry.AnafIds.RemoteId, download_id = entry.AnafIds.DownloadId }),
            },
            EFacturaEvent.Rejected => line with
            {
                Outcome = "rejected",
                Severity = High,
                Detail = $"e-Factura rejected: {entry.InvoiceNumber} - {entry.Errors.Count} errors",
                Metadata = Json(new { errors = entry.Errors.Select(error => $"[{error.Rule}] {error.Message}") }),
            },
            EFacturaEvent.Failed => line with { Outcome = EFacturaErrorTypes.Of(entry.LastFault), Detail = $"e-Factura could not be filed: {entry.InvoiceNumber}: {entry.LastError}" },
            _ => line with { Detail = $"e-Factura in processing at ANAF: {entry.InvoiceNumber}" },
        };
    }

    private void Count(EFacturaEvent happened)
    {
        var entry = happened.Entry;
        if (happened.Name is EFacturaEvent.Submitted or EFacturaEvent.Accepted or EFacturaEvent.Rejected or EFacturaEvent.Failed)
        {
            metrics.EFacturaSubmissions.Add(1, new("status", entry.Status.Short()), new("document_type", entry.DocumentKind));
        }

        if (happened.Name is EFacturaEvent.Accepted && entry.AcceptedAt - entry.SubmittedAt is { } took)
        {
            metrics.EFacturaProcessingSeconds.Record(took.TotalSeconds);
        }

        if (happened.Name is EFacturaEvent.Failed or EFacturaEvent.Rejected)
        {
            var type = happened.Name is EFacturaEvent.Rejected ? EFacturaErrorTypes.Validation : EFacturaErrorTypes.Of(entry.LastFault);
            metrics.EFacturaErrors.Add(1, new KeyValuePair<string, object?>("error_type", type));
        }
    }

    /// <summary>As the source document calls it: <c>production</c> or <c>test</c>; or our own stand-ins.</summary>
    private async Task<string> EnvironmentAsync(string tenant, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(tenant, cancellationToken);
        return set.Get(SettingsCatalogue.EFacturaEnvironment) ?? set.Get(SettingsCatalogue.Environment);
    }

    private static AuditEntry Line(EFacturaEvent happened, AuditKind kind, string action) =>
        new(happened.Entry.Tenant, happened.Entry.Key.Subject, kind, action, "ok", happened.Entry.CorrelationId, happened.Entry.UpdatedAt, Worker);

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value, CerniqJson.Options);

    [LoggerMessage(3101, LogLevel.Warning, "{Event} could not be told yet; it will be told again")]
    private static partial void LogLater(ILogger logger, Exception failure, string @event);
}
