using System.Text;
using Cerniq.Functions.Api;
using Cerniq.Functions.Csv;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>The routes that show the e-Factura queue.</summary>
[SaysSuccess]
public sealed class EFacturaQueueFunctions(EFacturaLists lists, EFacturaAccess access, EFacturaReceipts receipts, TimeProvider clock)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxOffset = 1_000_000;

    [Function("EFacturaStatus")]
    public async Task<IActionResult> StatusAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/status/{queueId}")] HttpRequest request,
        string queueId,
        CancellationToken cancellationToken) =>
        await FindAsync(request, queueId, cancellationToken) is { } entry
            ? new EFacturaAnswer<StatusAnswer>(StatusAnswer.Of(entry))
            : Problem.NotFound();

    /// <summary>The receipt as PDF; <c>?format=zip</c> gives the ministry's sealed answer.</summary>
    [Function("EFacturaDownload")]
    public async Task<IActionResult> DownloadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/download/{queueId}")] HttpRequest request,
        string queueId,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(request, queueId, cancellationToken) is not { } entry)
        {
            return Problem.NotFound();
        }

        var wantsZip = request.Query["format"] == "zip";
        if (wantsZip && await receipts.SealedAsync(entry, cancellationToken) is { } zip)
        {
            return File(zip, EFacturaFiles.Zip, $"efactura-{entry.QueueId}.zip");
        }

        if (entry.Status != EFacturaStatus.Accepted)
        {
            return Problem.Conflict($"Queue entry {entry.QueueId}", entry.Status.Short(), "a receipt exists once ANAF has accepted it");
        }

        var (pdf, problem) = await receipts.GetAsync(entry, cancellationToken);
        return pdf is { } bytes
            ? File(bytes, EFacturaFiles.Pdf, $"efactura-{entry.QueueId}.pdf")
            : Problem.BadGateway($"ANAF could not make the PDF: {problem} The sealed answer is at ?format=zip.");
    }

    [Function("EFacturaStats")]
    public async Task<IActionResult> StatsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/stats/{tenantId}")] HttpRequest request,
        string tenantId,
        CancellationToken cancellationToken)
    {
        _ = request;
        var stats = await lists.StatsAsync(tenantId, cancellationToken);
        return new EFacturaAnswer<StatsAnswer>(new StatsAnswer(true, tenantId, stats.ByStatus));
    }

    [Function("EFacturaQueue")]
    public async Task<IActionResult> QueueAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/queue/{tenantId}")] HttpRequest request,
        string tenantId,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var status = Status(request, errors);
        var limit = Whole(request, "limit", DefaultLimit, 1, MaxLimit, errors);
        var offset = Whole(request, "offset", 0, 0, MaxOffset, errors);
        if (errors.Count > 0)
        {
            return Problem.BadRequest(errors);
        }

        var entries = await lists.NewestAsync(tenantId, status, offset, limit, cancellationToken);
        return new EFacturaAnswer<QueueAnswer>(new QueueAnswer(true, [.. entries.Select(QueueLine.Of)]));
    }

    /// <summary>Rejected and failed filings as a table.</summary>
    [Function("EFacturaErrorsCsv")]
    public async Task<IActionResult> ErrorsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/queue/{tenantId}/errors.csv")] HttpRequest request,
        string tenantId,
        CancellationToken cancellationToken)
    {
        _ = request;
        var csv = new StringBuilder(CsvText.Row("Invoice ID", "Status", "Error", "Attempts", "Created At"));
        foreach (var status in new[] { "rejected", "error" })
        {
            await foreach (var entry in lists.AllAsync(tenantId, status, cancellationToken))
            {
                var line = QueueLine.Of(entry);
                csv.Append(CsvText.Row(line.InvoiceId.ToString(), line.Status, line.ErrorMessage ?? "", line.Attempts.ToString(), line.CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'")));
            }
        }

        return File(Encoding.UTF8.GetBytes(csv.ToString()), "text/csv; charset=utf-8", "efactura-errors.csv");
    }

    /// <summary>Unfiled invoices and their last days, the most pressing first.</summary>
    [Function("EFacturaDeadlines")]
    public Task<IActionResult> DeadlinesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/deadlines/{tenantId}")] HttpRequest request,
        string tenantId,
        CancellationToken cancellationToken) =>
        Listing.AnswerAsync(request, async paging =>
        {
            var today = RomanianDay.Of(clock.GetUtcNow());
            var (entries, continuation) = await lists.UnfiledPageAsync(tenantId, paging.Limit, paging.Continuation, cancellationToken);
            return new EFacturaAnswer<DeadlinesAnswer>(
                new DeadlinesAnswer(true, tenantId, [.. entries.Select(entry => DeadlineLine.Of(entry, today))], Paging.Encode(continuation)));
        });

    private async Task<EFacturaEntry?> FindAsync(HttpRequest request, string queueId, CancellationToken cancellationToken) =>
        long.TryParse(queueId, out var id) ? await access.FindAsync(request, id, cancellationToken) : null;

    private static string? Status(HttpRequest request, Dictionary<string, string[]> errors)
    {
        var asked = request.Query["status"].ToString();
        if (asked.Length > 0 && !EFacturaStatuses.ShortNames.Contains(asked))
        {
            errors["status"] = [$"must be one of {string.Join(", ", EFacturaStatuses.ShortNames)}"];
        }

        return asked.Length == 0 ? null : asked;
    }

    private static int Whole(HttpRequest request, string name, int fallback, int least, int most, Dictionary<string, string[]> errors)
    {
        var asked = request.Query[name].ToString();
        if (asked.Length == 0)
        {
            return fallback;
        }

        if (int.TryParse(asked, out var number) && number >= least && number <= most)
        {
            return number;
        }

        errors[name] = [$"must be a whole number from {least} to {most}"];
        return fallback;
    }

    private static FileContentResult File(ReadOnlyMemory<byte> bytes, string contentType, string name) =>
        new(bytes.ToArray(), contentType) { FileDownloadName = name };
}
