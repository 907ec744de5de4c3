using Cerniq.Functions.Operations;

namespace Cerniq.Functions.EFactura;

/// <summary>Calls a person when a filing needs one.</summary>
public sealed class EFacturaAlerts(Alerts alerts)
{
    private const string Rejection = "efactura_rejected";
    private const string Filing = "efactura_filing";
    private const string Evidence = "efactura_evidence";
    private const string Signing = "efactura_signing";
    private const string Deadline = "efactura_deadline";

    public Task RejectedAsync(EFacturaEntry entry, CancellationToken cancellationToken) =>
        RaiseAsync(
            entry,
            Rejection,
            AlertKind.EFacturaRejected,
            AlertSeverity.Critical,
            $"e-Factura rejected: {entry.InvoiceNumber}",
            $"{entry.LastError} Correct the invoice and file it again by {entry.Deadline:yyyy-MM-dd}.",
            cancellationToken);

    public Task FailingAsync(EFacturaEntry entry, CancellationToken cancellationToken) =>
        RaiseAsync(
            entry,
            Filing,
            AlertKind.EFacturaFiling,
            entry.NextRetryAt is null ? AlertSeverity.Critical : AlertSeverity.Warning,
            $"e-Factura could not be filed: {entry.InvoiceNumber}",
            entry.NextRetryAt is { } next
                ? $"{entry.Attempts} attempts failed: {entry.LastError} The next is at {next:yyyy-MM-dd HH:mm} UTC."
                : $"Max retry attempts reached: {entry.Attempts} attempts failed: {entry.LastError} Read the error, check the ANAF credentials (GET /api/efactura/oauth/{entry.Tenant}) and the way to ANAF; then retry it by hand (POST /api/efactura/retry) once the cause is gone; it is due by {entry.Deadline:yyyy-MM-dd}.",
            cancellationToken);

    /// <summary>Its deal's orchestration has ended before the filing did.</summary>
    public Task StuckAsync(EFacturaEntry entry, CancellationToken cancellationToken) =>
        RaiseAsync(
            entry,
            Filing,
            AlertKind.EFacturaStuck,
            AlertSeverity.Critical,
            $"e-Factura stands still: {entry.InvoiceNumber}",
            $"Nothing carries the filing on ({entry.Status.Name()}). Resume negotiation {entry.NegotiationId}; it is due by {entry.Deadline:yyyy-MM-dd}.",
            cancellationToken);

    /// <summary>The package could not be signed; the filing goes on without. One alert for all: a certificate that is missing concerns every
    /// invoice alike.</summary>
    public Task UnsignedAsync(EFacturaEntry entry, string why, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            entry.Tenant,
            new AlertNotice(Signing, AlertKind.EFacturaSigning, AlertSeverity.Warning, $"e-Factura package not signed: {entry.InvoiceNumber}", why, entry.Key.Subject)
            {
                Facts = FactsOf(entry, why),
            },
            cancellationToken);

    /// <summary>Packages can be signed again.</summary>
    public Task SignedAsync(string tenant, CancellationToken cancellationToken) => alerts.ResolveAsync(tenant, Signing, cancellationToken);

    /// <summary>An answer that does not prove what it should.</summary>
    public Task DoubtfulEvidenceAsync(EFacturaEntry entry, string what, CancellationToken cancellationToken) =>
        RaiseAsync(entry, Evidence, AlertKind.EFacturaEvidence, AlertSeverity.Critical, $"ANAF's answer is in doubt: {entry.InvoiceNumber}", what, cancellationToken);

    public Task DeadlineAsync(string tenant, EFacturaSummary entry, int daysLeft, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            tenant,
            new AlertNotice(
                Key(Deadline, entry.QueueId),
                AlertKind.EFacturaDeadline,
                daysLeft <= EFacturaDeadlineWatch.CriticalDays ? AlertSeverity.Critical : AlertSeverity.Warning,
                $"e-Factura deadline: {entry.InvoiceNumber}",
                daysLeft < 0
                    ? $"It was due by {entry.Deadline:yyyy-MM-dd} and ANAF has not accepted it ({entry.Status.Name()}). File it now: the fine is per month, not per invoice."
                    : $"It is due by {entry.Deadline:yyyy-MM-dd} and ANAF has not accepted it ({entry.Status.Name()}).",
                $"efactura/{entry.QueueId}")
            {
                Facts = AlertFacts.Of(
                    ("invoice_number", entry.InvoiceNumber),
                    ("queue_id", $"{entry.QueueId}"),
                    ("deadline", $"{entry.Deadline:yyyy-MM-dd}"),
                    ("days_left", $"{daysLeft}"),
                    ("status", entry.Status.Name())),
            },
            cancellationToken);

    /// <summary>What was warned of is over: ANAF has accepted it, or another filing has taken its place.</summary>
    public async Task OverAsync(EFacturaEntry entry, CancellationToken cancellationToken)
    {
        foreach (var kind in new[] { Rejection, Filing, Evidence, Deadline })
        {
            await alerts.ResolveAsync(entry.Tenant, Key(kind, entry.QueueId), cancellationToken);
        }
    }

    private static string Key(string kind, long queueId) => $"{kind}/{queueId}";

    private Task<Alert> RaiseAsync(
        EFacturaEntry entry, string key, AlertKind kind, AlertSeverity severity, string title, string detail, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            entry.Tenant,
            new AlertNotice(Key(key, entry.QueueId), kind, severity, title, detail, entry.Key.Subject) { Facts = FactsOf(entry, detail) },
            cancellationToken);

    private static IReadOnlyDictionary<string, string> FactsOf(EFacturaEntry entry, string detail) => AlertFacts.Of(
        ("invoice_number", entry.InvoiceNumber),
        ("queue_id", $"{entry.QueueId}"),
        ("negotiation", entry.NegotiationId),
        ("error", entry.LastError),
        ("problem", detail),
        ("retry_count", $"{entry.Attempts}"),
        ("next_retry_at", entry.NextRetryAt is { } next ? $"{next.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : null),
        ("deadline", $"{entry.Deadline:yyyy-MM-dd}"),
        ("status", entry.Status.Name()));
}
