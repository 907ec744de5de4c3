using Cerniq.Functions.Audit;
using Cerniq.Functions.Economic.Wire;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Economic;

/// <summary>One attempt at an upload, by the schedule or by hand; two at once make one voucher. That it failed is an answer, not an
/// exception.</summary>
public sealed class EconomicUploader(
    EconomicUploadStore uploads,
    InvoiceStore invoices,
    EconomicBooks books,
    VoucherPosting posting,
    EconomicTurns turns,
    EconomicAlerts alerts,
    EconomicMetrics metrics,
    TimeProvider clock)
{
    /// <param name="byHand">A person asked for it: it goes before what waits for its turn.</param>
    public async Task<EconomicAttempt> TryAsync(EconomicKey key, bool byHand, CancellationToken cancellationToken)
    {
        var invoice = await invoices.RequireAsync(key.Tenant, key.InvoiceId, cancellationToken);
        using var scope = new CallScope(key.Tenant, key.Subject, invoice.CorrelationId).Enter();
        var upload = await uploads.RequireAsync(key, cancellationToken);
        using var turn = await turns.WaitAsync(upload.BooksOf(key), new EconomicUrgency(byHand, invoice.DueDate), cancellationToken);
        var attempts = upload.AttemptCount;
        upload = await uploads.UpdateAsync(
            key, u => u.Status == EconomicUploadStatus.Success ? u : Attempted(u, attempts = u.AttemptCount), cancellationToken);
        if (upload.Status == EconomicUploadStatus.Success)
        {
            return new EconomicAttempt(true, null);
        }

        var began = clock.GetTimestamp();
        try
        {
            var voucher = await PostAsync(key, upload, invoice, cancellationToken);
            await SucceedAsync(key, voucher, cancellationToken);
            metrics.Uploaded(key, EconomicUploadStatus.Success, clock.GetElapsedTime(began));
            return new EconomicAttempt(true, null);
        }
        catch (ServiceLimitedException limited)
        {
            return await WaitAsync(key, attempts, limited, cancellationToken);
        }
        catch (Exception failure) when (failure is ServiceException or EffectInProgressException or UnbookableException
            or TenantNotConfiguredException or TimeoutException)
        {
            var attempt = await FailAsync(key, invoice, failure, cancellationToken);
            metrics.Uploaded(key, attempt.Succeeded ? EconomicUploadStatus.Success : EconomicUploadStatus.Failed, clock.GetElapsedTime(began));
            return attempt;
        }
    }

    /// <summary>What a person has tried beyond the schedule's attempts is not counted.</summary>
    private EconomicUploadRecord Attempted(EconomicUploadRecord upload, int before) => upload with
    {
        AttemptCount = Math.Min(before + 1, upload.MaxAttempts), LastAttemptAt = clock.GetUtcNow(),
    };

    private async Task<EconomicVoucherId> PostAsync(
        EconomicKey key, EconomicUploadRecord upload, InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        var (mapping, client, address) = await books.OpenAsync(upload.BooksOf(key), cancellationToken);
        var target = new VoucherTarget(
            key.Tenant, $"voucher/{key.InvoiceId}/{key.Type}", key.Mark, mapping, client, invoice.IssueDate, address);
        return await posting.PostAsync(target, () => VoucherDraft.Of(invoice, key.Type, mapping, key.Mark), cancellationToken);
    }

    private async Task SucceedAsync(EconomicKey key, EconomicVoucherId voucher, CancellationToken cancellationToken)
    {
        await uploads.UpdateAsync(
            key,
            u => u with
            {
                Status = EconomicUploadStatus.Success,
                JournalNumber = voucher.JournalNumber,
                VoucherNumber = voucher.VoucherNumber,
                AccountingYear = voucher.YearPath,
                LastError = "",
                NeedsPerson = false,
            },
            cancellationToken);
        await alerts.SettledAsync(key, cancellationToken);
    }

    /// <summary>A limit that is used up is waited for; it is no attempt.</summary>
    private async Task<EconomicAttempt> WaitAsync(
        EconomicKey key, int attempts, ServiceLimitedException limited, CancellationToken cancellationToken)
    {
        await uploads.UpdateAsync(
            key,
            u => u.Status == EconomicUploadStatus.Success ? u : u with { AttemptCount = Math.Min(attempts, u.AttemptCount), LastError = limited.Message },
            cancellationToken);
        return new EconomicAttempt(false, limited.Message, RetryAfter: limited.Fault.RetryAfter ?? EconomicSchedule.AfterLimit);
    }

    private async Task<EconomicAttempt> FailAsync(
        EconomicKey key, InvoiceRecord invoice, Exception failure, CancellationToken cancellationToken)
    {
        // The other attempt may have come off meanwhile, or be at it: its outcome is the one that is written down.
        var after = failure is EffectInProgressException
            ? await uploads.RequireAsync(key, cancellationToken)
            : await uploads.UpdateAsync(
                key,
                u => u.Status == EconomicUploadStatus.Success ? u : u with { Status = EconomicUploadStatus.Failed, LastError = failure.Message },
                cancellationToken);
        if (after.Status != EconomicUploadStatus.Success && failure is UnbookableException or TenantNotConfiguredException or ServiceRefusedException)
        {
            await alerts.RefusedAsync(key, invoice, WordsOf(failure), cancellationToken);
        }

        return new EconomicAttempt(after.Status == EconomicUploadStatus.Success, failure.Message);
    }

    /// <summary>e-conomic's own words, with its hint what to do.</summary>
    private static string WordsOf(Exception failure) => failure is ServiceRefusedException refused
        ? string.Join(' ', EconomicErrors.Of(refused).Select(error => error.Hint).OfType<string>().Distinct(StringComparer.Ordinal).Prepend(refused.Fault.Words))
        : failure.Message;
}
