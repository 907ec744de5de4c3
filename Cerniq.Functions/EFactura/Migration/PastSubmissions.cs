using System.Globalization;
using System.Text.Json;
using Cerniq.EInvoicing.Calendar;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura.Migration;

/// <summary>Takes over what the system before has filed: as accepted, for what was sent then has succeeded. An invoice that is
/// known here stays as it is, so that the same list can be given again.</summary>
public sealed class PastSubmissions(EFacturaStore store, EFacturaFiles files, TimeProvider clock)
{
    /// <param name="rows">Objects in the fields of the source.</param>
    public async Task<TakeOver> TakeOverAsync(string tenant, IEnumerable<JsonElement> rows, string correlationId, CancellationToken cancellationToken)
    {
        var (taken, known, number) = (0, 0, 0);
        var skipped = new List<SkippedRow>();
        foreach (var row in rows)
        {
            number++;
            var (past, whyNot) = PastSubmission.Of(row);
            if (past is null)
            {
                skipped.Add(new SkippedRow(number, whyNot!));
                continue;
            }

            var (_, created) = await store.AddAsync(
                tenant, past.InvoiceId, 1, (key, stop) => EntryAsync(key, past, correlationId, stop), cancellationToken);
            (taken, known) = created ? (taken + 1, known) : (taken, known + 1);
        }

        return new TakeOver(taken, known, skipped);
    }

    private async Task<EFacturaEntry> EntryAsync(EFacturaKey key, PastSubmission past, string correlationId, CancellationToken cancellationToken)
    {
        var source = await files.KeepSourceAsync(key, new EFacturaSource { Posted = past.Given }, cancellationToken);
        StoredFile[] evidence = past.Response is { } response
            ? [await files.KeepAsync(key, "taken-over-response.json", CerniqJson.Write(response), "application/json", cancellationToken)]
            : [];
        return new EFacturaEntry
        {
            Tenant = key.Tenant,
            QueueId = key.QueueId,
            InvoiceId = IdOf(past.InvoiceId),
            InvoiceNumber = past.Number,
            DocumentKind = past.DocumentKind,
            IssueDate = past.IssueDate,
            Deadline = FilingDeadline.For(past.IssueDate, past.IssueDate).LastDay,
            Status = EFacturaStatus.Accepted,
            AnafIds = new AnafIds(past.RemoteId, past.DownloadId, past.RemoteId),
            Source = source,
            Evidence = evidence,
            SubmittedAt = past.SentAt,
            AcceptedAt = past.SentAt,
            Attempts = 1,
            CreatedAt = clock.GetUtcNow(),
            UpdatedAt = clock.GetUtcNow(),
            CorrelationId = correlationId,
        };
    }

    /// <summary>A number as the source has it, or text.</summary>
    private static JsonElement IdOf(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && id == $"{number}"
            ? JsonSerializer.SerializeToElement(number)
            : JsonSerializer.SerializeToElement(id);
}

/// <param name="Taken">Filings that are new here.</param>
/// <param name="Known">Invoices that were here already; they stay as they are.</param>
public sealed record TakeOver(int Taken, int Known, IReadOnlyList<SkippedRow> Skipped);

/// <param name="Row">From 1.</param>
public sealed record SkippedRow(int Row, string Why);
