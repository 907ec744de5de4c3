using Cerniq.Functions.Effects;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Mail;
using Cerniq.Functions.Oblio.Cancellation;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Oblio.Letters;

/// <summary>Sends documents to clients with the words that their requests bring, each once. What the mail server does not take is
/// tried again, longer and longer apart; then a person is told. No deal waits for it.</summary>
public sealed partial class DocumentMailer(
    ITableStore tables,
    IBlobStore blobs,
    TenantSettings settings,
    EffectLedger ledger,
    LetterReceipts receipts,
    Alerts alerts,
    TimeProvider clock,
    ILogger<DocumentMailer> logger)
{
    private const string Table = "letters";
    private const int MaxPerLook = 20;

    /// <summary>The proforma's letter is to be sent, if its deal brings words for one and Oblio was not asked to send it.</summary>
    public Task QueueAsync(Negotiation deal, ProformaRecord proforma, string pdfPath) =>
        !proforma.EmailSent && IsWanted(deal.Request.Options, deal.Client.Email)
            ? WriteAsync(deal.Tenant, Put(DocumentLetter.With(deal, proforma, pdfPath, clock.GetUtcNow())))
            : Task.CompletedTask;

    /// <summary>The invoice's letter is to be sent, if its deal brings words for one and Oblio was not asked to send it.</summary>
    public Task QueueAsync(Negotiation deal, InvoiceRecord invoice, string pdfPath) =>
        !invoice.EmailSent && IsWanted(deal.Request.Options, invoice.Client.Email)
            ? WriteAsync(deal.Tenant, Put(DocumentLetter.With(deal, invoice, pdfPath, clock.GetUtcNow())))
            : Task.CompletedTask;

    /// <summary>The storno's letter is to be sent, if its cancellation brings words for one and Oblio was not asked to send it.</summary>
    public Task QueueAsync(Negotiation deal, InvoiceRecord storno, CancellationOptions? options, string pdfPath) =>
        !storno.EmailSent && options is { SendEmail: true } && OwnLetter.HasWords(options.EmailSubject, options.EmailBody)
            && !string.IsNullOrWhiteSpace(storno.Client.Email)
            ? WriteAsync(deal.Tenant, Put(DocumentLetter.With(deal, storno, options, pdfPath, clock.GetUtcNow())))
            : Task.CompletedTask;

    /// <summary>Sends what is due, oldest first.</summary>
    /// <returns>How many letters have left.</returns>
    public async Task<int> SendDueAsync(string tenant, CancellationToken cancellationToken)
    {
        var range = new TableRange(DocumentLetter.Prefix, DocumentLetter.DueBy(clock.GetUtcNow()), MaxPerLook);
        var page = await tables.QueryAsync(Table, RowKey.Of(tenant), range, cancellationToken);
        var sent = 0;
        foreach (var row in page.Rows)
        {
            sent += await SendAsync(tenant, CerniqJson.Read<DocumentLetter>(row.Body), cancellationToken) ? 1 : 0;
        }

        return sent;
    }

    private static bool IsWanted(DealOptions? options, string? to) =>
        options is { SendEmail: true } && OwnLetter.HasWords(options.EmailSubject, options.EmailBody) && !string.IsNullOrWhiteSpace(to);

    private async Task<bool> SendAsync(string tenant, DocumentLetter letter, CancellationToken cancellationToken)
    {
        try
        {
            await ledger.OnceAsync(
                tenant,
                letter.EffectKey,
                _ => Task.FromResult<LetterSent?>(null), // A server cannot be asked; its mailboxes know the letter by its Message-ID.
                stop => PostAsync(tenant, letter, stop),
                cancellationToken);
        }
        catch (EffectInProgressException)
        {
            return false;
        }
        catch (Exception failure) when (SmtpPost.IsNotTaken(failure))
        {
            LogLater(logger, letter.Of, letter.Number, tenant, letter.Failures + 1, failure.GetType().Name);
            await (letter.Failures < MailWaits.Count ? PutOffAsync(tenant, letter) : GiveUpAsync(tenant, letter, cancellationToken));
            return false;
        }

        await receipts.MarkAsync(tenant, letter, cancellationToken);
        await WriteAsync(tenant, new TableOperation.Delete(letter.Row));
        return true;
    }

    private async Task<LetterSent> PostAsync(string tenant, DocumentLetter letter, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(tenant, cancellationToken);
        var server = await SmtpConnection.OfTenantAsync(settings, tenant, set, cancellationToken);
        if (server is null || OwnLetter.Sender(set) is not { } from)
        {
            throw new IOException("The mail server or the sender is not set any more.");
        }

        var pdf = await blobs.ReadAsync(letter.PdfPath, cancellationToken) ?? throw new IOException($"{letter.PdfPath} is not kept.");
        await SmtpPost.SendAsync(server, letter.Write(tenant, from, set, pdf.Content.ToArray()), cancellationToken);
        return new LetterSent(clock.GetUtcNow());
    }

    private Task<TableWriteResult> PutOffAsync(string tenant, DocumentLetter letter)
    {
        var later = letter with { DueAt = clock.GetUtcNow() + MailWaits.After(letter.Failures), Failures = letter.Failures + 1 };
        return WriteAsync(tenant, new TableOperation.Delete(letter.Row), Put(later));
    }

    private async Task GiveUpAsync(string tenant, DocumentLetter letter, CancellationToken cancellationToken)
    {
        await alerts.RaiseAsync(
            tenant,
            new AlertNotice(
                letter.EffectKey,
                AlertKind.DocumentNotMailed,
                AlertSeverity.Critical,
                $"{letter.Number} could not be mailed to the client",
                "The mail server did not take the letter for days. Look at smtp_host and its account, then send the document by hand: its PDF is in the archive.",
                $"negotiation/{letter.NegotiationId}")
            {
                Facts = AlertFacts.Of(("number", letter.Number)),
            },
            cancellationToken);
        await WriteAsync(tenant, new TableOperation.Delete(letter.Row));
    }

    private static TableOperation.Upsert Put(DocumentLetter letter) => new(letter.Row, CerniqJson.Write(letter));

    private Task<TableWriteResult> WriteAsync(string tenant, params TableOperation[] operations) =>
        tables.WriteAsync(Table, RowKey.Of(tenant), operations, CancellationToken.None);

    private sealed record LetterSent(DateTimeOffset At);

    [LoggerMessage(2301, LogLevel.Warning, "The letter with {Of} {Number} of tenant {Tenant} could not be sent (try {Try}: {Failure}); it will be tried again")]
    private static partial void LogLater(ILogger logger, LetterOf of, string number, string tenant, int @try, string failure);
}
