using System.Text.Json;
using Cerniq.EInvoicing.Calendar;
using Cerniq.EInvoicing.Model;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>Puts documents on the e-Factura queue, each once.</summary>
public sealed class EFacturaQueue(
    EFacturaStore store, EFacturaFiles files, TenantSettings settings, RejectionTasks tasks, EFacturaAlerts alerts, TimeProvider clock)
{
    /// <summary>How long a start may take before somebody looks whether it was lost.</summary>
    public static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);

    /// <summary>The same for a filing that a deal's own orchestration starts.</summary>
    private static readonly TimeSpan DealPatience = TimeSpan.FromMinutes(15);

    /// <summary>Queues an invoice that this app issued. The same invoice and attempt give the same entry.</summary>
    /// <param name="attempt">1 for the first filing, the next after each rejection that was corrected.</param>
    /// <param name="stornoOf">The invoice that a storno cancels or corrects.</param>
    /// <returns>The entry; a draft with <see cref="EFacturaEntry.OutOfScope"/> when the settings keep it from being filed.</returns>
    public async Task<EFacturaEntry> EnqueueInvoiceAsync(
        InvoiceRecord invoice,
        string? negotiationId,
        int attempt,
        CancellationToken cancellationToken,
        PrecedingInvoice? stornoOf = null)
    {
        var set = await settings.GetAsync(invoice.Tenant, cancellationToken);
        // What a person lets be filed again after a rejection is filed, though by now invoices may be filed by hand only.
        var whyNot = attempt > 1 ? EFacturaScope.WhyOff(set) : EFacturaScope.WhyNot(set, invoice);
        return await EnqueueAsync(set, new IssuedFiling(invoice, negotiationId, attempt, whyNot, stornoOf), cancellationToken);
    }

    /// <summary>The same for one that a person wants filed, whatever the settings say is filed by itself; no deal carries it.</summary>
    public async Task<EFacturaEntry> EnqueueByHandAsync(
        InvoiceRecord invoice, string? negotiationId, int attempt, CancellationToken cancellationToken, PrecedingInvoice? stornoOf = null) =>
        await EnqueueAsync(
            await settings.GetAsync(invoice.Tenant, cancellationToken), new IssuedFiling(invoice, negotiationId, attempt, null, stornoOf, IsByHand: true), cancellationToken);

    private async Task<EFacturaEntry> EnqueueAsync(SettingsSnapshot set, IssuedFiling issued, CancellationToken cancellationToken)
    {
        var (invoice, attempt, whyNot) = (issued.Invoice, issued.Attempt, issued.WhyNot);
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1, nameof(issued));
        var isCarried = issued is { NegotiationId: not null, IsByHand: false };
        var (entry, created) = await store.AddAsync(
            invoice.Tenant,
            invoice.InvoiceId,
            attempt,
            async (key, stop) => New(key, set, invoice.CorrelationId, await files.KeepSourceAsync(key, new EFacturaSource { Issued = invoice, StornoOf = issued.StornoOf }, stop)) with
            {
                InvoiceId = JsonSerializer.SerializeToElement(invoice.InvoiceId),
                Filing = attempt,
                NegotiationId = issued.NegotiationId,
                IsIssuedHere = true,
                IsByHand = issued.IsByHand,
                InvoiceNumber = EFacturaDocument.NumberOf(invoice),
                DocumentKind = invoice.GrandTotal < 0 ? "credit_note" : "invoice",
                IssueDate = invoice.IssueDate,
                Deadline = FilingDeadline.For(invoice.IssueDate, invoice.DeliveryDate ?? invoice.IssueDate).LastDay,
                Status = whyNot is null ? EFacturaStatus.Queued : EFacturaStatus.Draft,
                OutOfScope = whyNot,
                IsLeftToAPerson = whyNot == EFacturaScope.LeftToAPerson,
                WatchAt = whyNot is null ? clock.GetUtcNow() + (isCarried ? DealPatience : StartPatience) : null,
            },
            cancellationToken);
        await SupersedeAsync(entry, cancellationToken);
        return entry;
    }

    /// <summary>Queues a posted invoice. The same invoice id gives the same entry, unless the earlier one was rejected and
    /// another document is posted: then that is its next filing.</summary>
    public async Task<Submitted> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        var id = submission.InvoiceIdText;
        var latest = await store.LatestOfAsync(submission.Tenant, id, cancellationToken);
        var isSame = latest is not null && await IsSameAsync(latest, submission, cancellationToken);
        if (latest is not null && (isSame || latest.Status != EFacturaStatus.Rejected))
        {
            await SupersedeAsync(latest, cancellationToken);
            return new Submitted(latest, Created: false, Differs: !isSame);
        }

        var filing = (latest?.Filing ?? 0) + 1;
        var set = await settings.GetAsync(submission.Tenant, cancellationToken);
        var (entry, created) = await store.AddAsync(
            submission.Tenant,
            id,
            filing,
            async (key, stop) => New(key, set, submission.CorrelationId, await files.KeepSourceAsync(key, new EFacturaSource { Posted = submission.Invoice }, stop)) with
            {
                InvoiceId = submission.InvoiceId,
                Filing = filing,
                InvoiceNumber = submission.Number,
                DocumentKind = submission.IsCreditNote ? "credit_note" : "invoice",
                IssueDate = submission.IssueDate,
                Deadline = FilingDeadline.For(submission.IssueDate, submission.TaxPoint ?? submission.IssueDate).LastDay,
                WatchAt = clock.GetUtcNow() + StartPatience,
            },
            cancellationToken);
        await SupersedeAsync(entry, cancellationToken);
        return new Submitted(entry, created, Differs: false);
    }

    private EFacturaEntry New(EFacturaKey key, SettingsSnapshot set, string correlationId, StoredFile source) => new()
    {
        Tenant = key.Tenant,
        QueueId = key.QueueId,
        InvoiceId = default,
        InvoiceNumber = "",
        IssueDate = default,
        Deadline = default,
        Source = source,
        Route = EFacturaAdapters.NameFor(set),
        MaxAttempts = set.Get(SettingsCatalogue.RetryMaxAttempts),
        CreatedAt = clock.GetUtcNow(),
        UpdatedAt = clock.GetUtcNow(),
        CorrelationId = correlationId,
    };

    private async Task<bool> IsSameAsync(EFacturaEntry entry, Submission submission, CancellationToken cancellationToken)
    {
        var source = await files.ReadSourceAsync(entry, cancellationToken);
        return source.Posted is { } posted && JsonElement.DeepEquals(posted, submission.Invoice);
    }

    /// <summary>The filing before this one is no longer what the law waits for, nor anybody. Repeatable: whoever posts again after a crash makes
    /// good what the crash left out.</summary>
    private async Task SupersedeAsync(EFacturaEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Filing > 1
            && await store.FindByInvoiceAsync(entry.Tenant, entry.InvoiceIdText, entry.Filing - 1, cancellationToken) is { } before)
        {
            await store.UpdateAsync(before.Key, found => found.Superseded ? null : found with { Superseded = true }, cancellationToken);
            await tasks.CloseAsync(before.Key, cancellationToken);
            await alerts.OverAsync(before, cancellationToken);
        }
    }
}

/// <summary>An invoice of ours that is to be queued.</summary>
/// <param name="WhyNot">Why it is only kept as a draft.</param>
internal sealed record IssuedFiling(
    InvoiceRecord Invoice, string? NegotiationId, int Attempt, string? WhyNot, PrecedingInvoice? StornoOf, bool IsByHand = false);

/// <summary>A posted invoice, read as far as the queue needs it.</summary>
/// <param name="InvoiceId">A JSON number or text.</param>
/// <param name="Invoice">As it was posted.</param>
public sealed record Submission(
    string Tenant,
    JsonElement InvoiceId,
    JsonElement Invoice,
    string Number,
    DateOnly IssueDate,
    DateOnly? TaxPoint,
    bool IsCreditNote,
    string CorrelationId)
{
    public string InvoiceIdText => InvoiceId.ValueKind == JsonValueKind.String ? InvoiceId.GetString()! : InvoiceId.GetRawText();
}

/// <param name="Created">False when it was queued before.</param>
/// <param name="Differs">True when another document is queued under this invoice id.</param>
public sealed record Submitted(EFacturaEntry Entry, bool Created, bool Differs);
