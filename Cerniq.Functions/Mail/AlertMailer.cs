using Cerniq.Functions.Effects;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Mail;

/// <summary>Sends the letters about alerts, each once: by the tenant's mail server when there is one, else into the archive's
/// folder <c>mail</c>. What cannot be sent is tried again, longer and longer apart; nothing waits for it.</summary>
public sealed partial class AlertMailer(
    ITableStore tables, IBlobStore blobs, TenantSettings settings, EffectLedger ledger, TimeProvider clock, ILogger<AlertMailer> logger)
{
    private const string Table = Operations.Alerts.Table;
    private const string Type = "message/rfc822";
    private const int MaxPerLook = 20;

    /// <summary>Sends what is due, oldest first.</summary>
    /// <returns>How many letters have left.</returns>
    public async Task<int> SendDueAsync(string tenant, CancellationToken cancellationToken)
    {
        var range = new TableRange(MailJob.Prefix, MailJob.DueBy(clock.GetUtcNow()), MaxPerLook);
        var page = await tables.QueryAsync(Table, RowKey.Of(tenant), range, cancellationToken);
        var sent = 0;
        foreach (var row in page.Rows)
        {
            sent += await SendAsync(tenant, CerniqJson.Read<MailJob>(row.Body), cancellationToken) ? 1 : 0;
        }

        return sent;
    }

    private async Task<bool> SendAsync(string tenant, MailJob job, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(tenant, cancellationToken);
        var letter = AlertLetters.Write(tenant, job.Alert, set);
        var server = job.Failures < MailWaits.Count ? await SmtpConnection.OfTenantAsync(settings, tenant, set, cancellationToken) : null;
        try
        {
            await ledger.OnceAsync(
                tenant,
                job.EffectKey,
                _ => Task.FromResult<MailReceipt?>(null), // A server cannot be asked; its mailboxes know the letter by its Message-ID.
                stop => PostAsync(tenant, job.Alert.Kind, letter, server, stop),
                cancellationToken);
        }
        catch (EffectInProgressException)
        {
            return false;
        }
        catch (Exception failure) when (SmtpPost.IsNotTaken(failure))
        {
            LogLater(logger, job.Alert.Kind, tenant, job.Failures + 1, failure.GetType().Name);
            await PutOffAsync(tenant, job);
            return false;
        }

        await WriteAsync(tenant, new TableOperation.Delete(job.Row));
        return true;
    }

    private async Task<MailReceipt> PostAsync(
        string tenant, string kind, MailLetter letter, SmtpConnection? server, CancellationToken cancellationToken)
    {
        if (server is not null && letter.To.Count > 0)
        {
            await SmtpPost.SendAsync(server, letter, cancellationToken);
            return new MailReceipt("smtp", clock.GetUtcNow());
        }

        var mark = EFactura.EFacturaFiles.Sha256(letter.MessageId)[..12];
        var path = BlobPath.Of("tenants", tenant, "mail", $"{letter.Date.UtcDateTime:yyyyMMdd-HHmmss}-{kind}-{mark}.eml");
        await blobs.PutIfAbsentAsync(path, EmlFile.Write(letter), Type, cancellationToken);
        return new MailReceipt(path, clock.GetUtcNow());
    }

    private Task<TableWriteResult> PutOffAsync(string tenant, MailJob job)
    {
        var later = job with { DueAt = clock.GetUtcNow() + MailWaits.After(job.Failures), Failures = job.Failures + 1 };
        return WriteAsync(tenant, new TableOperation.Delete(job.Row), new TableOperation.Upsert(later.Row, CerniqJson.Write(later)));
    }

    private Task<TableWriteResult> WriteAsync(string tenant, params TableOperation[] operations) =>
        tables.WriteAsync(Table, RowKey.Of(tenant), operations, CancellationToken.None);

    private sealed record MailReceipt(string Where, DateTimeOffset At);

    [LoggerMessage(3201, LogLevel.Warning, "The letter about {Kind} of tenant {Tenant} could not be sent (try {Try}: {Failure}); it will be tried again")]
    private static partial void LogLater(ILogger logger, string kind, string tenant, int @try, string failure);
}
