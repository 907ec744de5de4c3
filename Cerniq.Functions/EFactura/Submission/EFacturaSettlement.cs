using System.Text;

namespace Cerniq.Functions.EFactura;

/// <summary>Writes down how a filing ended. Doing it again changes nothing.</summary>
public sealed class EFacturaSettlement(EFacturaStore store, EFacturaAlerts alerts, RejectionTasks tasks, TimeProvider clock)
{
    private const int LongestSummary = 2000;

    /// <summary>ANAF said <c>ok</c>, and its sealed answer holds the bytes that were sent.</summary>
    public async Task<EFacturaOutcome> AcceptAsync(
        EFacturaKey key, AnafAnswer answer, IReadOnlyList<StoredFile> evidence, CancellationToken cancellationToken)
    {
        var entry = await store.UpdateAsync(
            key,
            found => found.Status.IsFinal() ? null : found with
            {
                Status = EFacturaStatus.Accepted,
                AnafIds = new AnafIds(answer.RemoteId, answer.DownloadId, answer.RemoteId),
                AcceptedAt = clock.GetUtcNow(),
                ReceiptDueAt = clock.GetUtcNow() + EFacturaReceiptSweep.Grace,
                Evidence = With(found.Evidence, evidence),
                Errors = [],
                LastError = null,
                NextRetryAt = null,
                WatchAt = null,
                Intent = null,
            },
            cancellationToken);
        await alerts.OverAsync(entry, cancellationToken);
        return EFacturaOutcome.Of(entry)!;
    }

    /// <summary>The document cannot pass as it is.</summary>
    /// <param name="answer">ANAF's answer, or null when it never left or was refused at the door.</param>
    public async Task<EFacturaOutcome> RejectAsync(
        EFacturaKey key,
        IReadOnlyList<EFacturaError> errors,
        AnafAnswer? answer,
        IReadOnlyList<StoredFile> evidence,
        CancellationToken cancellationToken)
    {
        var entry = await store.UpdateAsync(
            key,
            found => found.Status.IsFinal() ? null : found with
            {
                Status = EFacturaStatus.Rejected,
                AnafIds = found.AnafIds with { DownloadId = answer?.DownloadId ?? found.AnafIds.DownloadId },
                RejectedAt = clock.GetUtcNow(),
                Evidence = With(found.Evidence, evidence),
                Errors = errors,
                LastError = Summary(errors),
                NextRetryAt = null,
                WatchAt = null,
                Intent = null,
            },
            cancellationToken);
        await tasks.OpenAsync(entry, cancellationToken);
        await alerts.RejectedAsync(entry, cancellationToken);
        return EFacturaOutcome.Of(entry)!;
    }

    internal static IReadOnlyList<StoredFile> With(IReadOnlyList<StoredFile> had, IReadOnlyList<StoredFile> more) =>
        [.. had, .. more.Where(file => !had.Contains(file))];

    /// <summary>All that is wrong, so that nobody mends one thing to be told of the next; as many as fit where there are very many.</summary>
    private static string Summary(IReadOnlyList<EFacturaError> errors)
    {
        var fatal = errors.Where(error => error.Severity != "warning").DefaultIfEmpty(errors[0]).ToList();
        var told = new StringBuilder();
        var count = 0;
        foreach (var error in fatal)
        {
            var words = $"{(count > 0 ? "; " : "")}[{error.Rule}] {Place(error)}{error.Message}";
            if (count > 0 && told.Length + words.Length > LongestSummary)
            {
                return $"{told} (and {fatal.Count - count} more)";
            }

            told.Append(words);
            count++;
        }

        return told.ToString();
    }

    /// <summary>A field that was posted is named by its caller's own name for it; ANAF's and the rules' words tell the place themselves.</summary>
    private static string Place(EFacturaError error) => error.Rule == PostedInvoice.Rule ? $"{error.Location}: " : "";
}
