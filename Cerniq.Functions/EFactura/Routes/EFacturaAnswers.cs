using System.Text.Json;
using Cerniq.EInvoicing.Calendar;

namespace Cerniq.Functions.EFactura;

internal sealed record SubmitAnswer(bool Success, long QueueId, string Status, string Message);

internal sealed record RetryAnswer(bool Success, string? RemoteId, string Message);

internal sealed record PollAnswer(bool Success, string Status, string Message);

/// <summary>The fields of the source document, and after them what else is worth knowing.</summary>
internal sealed record StatusAnswer(
    bool Success,
    long QueueId,
    string Status,
    JsonElement InvoiceId,
    AnafIdsAnswer AnafIds,
    int Attempts,
    int MaxAttempts,
    DateTimeOffset? SubmittedAt,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RejectedAt,
    DateTimeOffset? LastAttemptAt,
    DateTimeOffset? NextRetryAt,
    string? ErrorMessage,
    IReadOnlyList<EFacturaError> Errors,
    string InvoiceNumber,
    string DocumentKind,
    string State,
    string? OutOfScope,
    string? XmlHash,
    DateOnly Deadline)
{
    public static StatusAnswer Of(EFacturaEntry entry) => new(
        true,
        entry.QueueId,
        entry.Status.Short(),
        entry.InvoiceId,
        new AnafIdsAnswer(entry.AnafIds.RemoteId, entry.AnafIds.DownloadId, entry.AnafIds.ConfirmationNumber),
        entry.Attempts,
        entry.MaxAttempts,
        entry.SubmittedAt,
        entry.AcceptedAt,
        entry.CreatedAt,
        entry.RejectedAt,
        entry.LastAttemptAt,
        entry.NextRetryAt,
        entry.LastError,
        entry.Errors,
        entry.InvoiceNumber,
        entry.DocumentKind,
        entry.Status.Name(),
        entry.OutOfScope,
        entry.Xml?.Sha256,
        entry.Deadline);
}

internal sealed record AnafIdsAnswer(string? RemoteId, string? DownloadId, string? ConfirmationNumber);

internal sealed record StatsAnswer(bool Success, string TenantId, IReadOnlyDictionary<string, long> Stats);

internal sealed record QueueAnswer(bool Success, IReadOnlyList<QueueLine> Entries);

internal sealed record QueueLine(
    long QueueId, JsonElement InvoiceId, string Status, string? ErrorMessage, int Attempts, DateTimeOffset CreatedAt, string InvoiceNumber)
{
    public static QueueLine Of(EFacturaSummary entry) => new(
        entry.QueueId, entry.InvoiceId, entry.Status.Short(), entry.ErrorMessage, entry.Attempts, entry.CreatedAt, entry.InvoiceNumber);
}

internal sealed record DeadlinesAnswer(bool Success, string TenantId, IReadOnlyList<DeadlineLine> Deadlines, string? Continuation);

/// <param name="DaysLeft">Calendar days; negative once it is over.</param>
/// <param name="Law">The provision, in Romanian.</param>
internal sealed record DeadlineLine(
    long QueueId, JsonElement InvoiceId, string InvoiceNumber, string Status, DateOnly IssueDate, DateOnly Deadline, int DaysLeft, string Law)
{
    public static DeadlineLine Of(EFacturaSummary entry, DateOnly today) => new(
        entry.QueueId,
        entry.InvoiceId,
        entry.InvoiceNumber,
        entry.Status.Short(),
        entry.IssueDate,
        entry.Deadline,
        entry.Deadline.DayNumber - today.DayNumber,
        LawOf(entry));

    /// <summary>A day before the usual one is that of an invoice issued late: of any tax point long past, the law is the same.</summary>
    private static string LawOf(EFacturaSummary entry) => FilingDeadline.For(entry.IssueDate) is var usual && entry.Deadline < usual.LastDay
        ? FilingDeadline.For(entry.IssueDate, entry.IssueDate.AddYears(-1)).Law
        : usual.Law;
}

/// <param name="DaysLeft">Whole days until a person must log in again.</param>
internal sealed record OAuthAnswer(
    bool Success,
    string TenantId,
    DateTimeOffset? AccessExpiresAt,
    DateTimeOffset? RefreshExpiresAt,
    int? AccessDaysLeft,
    int? DaysLeft,
    string Message);

/// <param name="Url">For a browser; good once.</param>
internal sealed record LoginLinkAnswer(bool Success, string TenantId, Uri Url, DateTimeOffset ExpiresAt);

internal sealed record ValidateAnswer(bool Valid, IReadOnlyList<EFacturaError> Violations);
