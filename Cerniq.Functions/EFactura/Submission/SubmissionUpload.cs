using Cerniq.Functions.Services;
using Microsoft.DurableTask;

namespace Cerniq.Functions.EFactura;

/// <summary>Brings the document to ANAF once, however long that takes and however unclear an upload ends.</summary>
internal sealed class SubmissionUpload(
    TaskOrchestrationContext context, SubmissionSteps steps, SubmissionPlan plan, SubmissionSignals signals)
{
    /// <summary>Comes back when ANAF has the document (null) or has refused it (the outcome).</summary>
    public async Task<EFacturaOutcome?> RunAsync()
    {
        for (var failedRounds = 1; ; failedRounds++)
        {
            var result = await RoundAsync();
            if (result.Kind == UploadKind.Accepted)
            {
                return null;
            }

            if (result.Kind == UploadKind.Refused)
            {
                return await steps.RefuseAsync(result);
            }

            if (await PauseAsync(result, failedRounds))
            {
                failedRounds = 0;
            }
        }
    }

    /// <summary>One upload, tried again at once a few times while it surely did not arrive.</summary>
    private async Task<UploadResult> RoundAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            var result = await steps.UploadAsync();
            if (result.Kind == UploadKind.Ambiguous)
            {
                return await ReconcileAsync(result);
            }

            if (result.Kind != UploadKind.Unavailable || !MayHurry(result, attempt))
            {
                return result;
            }

            await context.CreateTimer(QuickWait(result, attempt), CancellationToken.None);
        }
    }

    /// <summary>Searches ANAF's list for what may have arrived. Only a list that was read after the horizon proves that it did not.</summary>
    private async Task<UploadResult> ReconcileAsync(UploadResult doubt)
    {
        var since = context.CurrentUtcDateTime;
        var horizon = TimeSpan.FromSeconds(plan.ReconcileSeconds);
        while (true)
        {
            var age = context.CurrentUtcDateTime - since;
            var isFinal = age >= horizon;
            var search = await steps.ReconcileAsync(isFinal);
            if (search.RemoteId is { } found)
            {
                return UploadResult.Accepted(found);
            }

            if (isFinal && search.Searched)
            {
                return doubt;
            }

            await context.CreateTimer(SubmissionTiming.BeforeNextSearch(age, horizon), CancellationToken.None);
        }
    }

    /// <summary>Waits before the next round, by the schedule or, when that is used up, for a person.</summary>
    /// <returns>True when a person set it going: the schedule begins anew.</returns>
    private async Task<bool> PauseAsync(UploadResult result, int failedRounds)
    {
        var isExhausted = failedRounds > plan.AttemptsFor(result.Fault);
        if (!isExhausted && result.Kind == UploadKind.Ambiguous)
        {
            // The search has waited already, and ANAF does not have it: it may go again at once.
            return false;
        }

        TimeSpan? wait = isExhausted ? null : SubmissionTiming.BeforeNextRound(plan, failedRounds, context.NewGuid());
        DateTimeOffset? next = wait is { } time ? new DateTimeOffset(context.CurrentUtcDateTime + time, TimeSpan.Zero) : null;
        await steps.FailAsync(result, next);
        return await signals.RetryWithinAsync(wait);
    }

    private static bool MayHurry(UploadResult result, int attempt) =>
        attempt < (result.Fault == FaultKind.Authentication ? 1 : SubmissionTiming.QuickTries)
        && (result.RetryAfterSeconds ?? 0) <= SubmissionTiming.LongestQuick.TotalSeconds;

    private TimeSpan QuickWait(UploadResult result, int attempt)
    {
        var wait = SubmissionTiming.Quick(attempt, context.NewGuid());
        var asked = TimeSpan.FromSeconds(result.RetryAfterSeconds ?? 0);
        return asked > wait ? asked : wait;
    }
}
