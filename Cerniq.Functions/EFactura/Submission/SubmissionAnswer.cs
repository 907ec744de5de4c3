using Microsoft.DurableTask;

namespace Cerniq.Functions.EFactura;

/// <summary>Waits for ANAF's answer to an upload, fetches and settles it.</summary>
internal sealed class SubmissionAnswer(
    TaskOrchestrationContext context, SubmissionSteps steps, SubmissionPlan plan, SubmissionSignals signals)
{
    private readonly DateTime _submittedAt = plan.SubmittedAt?.UtcDateTime ?? context.CurrentUtcDateTime;
    private readonly TimeSpan _interval = TimeSpan.FromMinutes(plan.PollingMinutes);
    private int _questions;

    /// <summary>How the filing ended, or null when the history has grown long and must begin anew.</summary>
    public async Task<EFacturaOutcome?> RunAsync()
    {
        while (await AnswerAsync() is { } answer)
        {
            var collected = await CollectAsync(answer);
            if (collected.Outcome is not null)
            {
                return collected.Outcome;
            }

            if (!collected.Adopted)
            {
                await context.CreateTimer(collected.InDoubt ? SubmissionTiming.InDoubt : Wait(), CancellationToken.None);
            }
        }

        return null;
    }

    private async Task<AnafAnswer?> AnswerAsync()
    {
        for (var failures = 0; _questions++ < EFacturaSubmission.QuestionsPerHistory;)
        {
            var answer = await steps.AskAsync();
            if (answer.IsSettled)
            {
                return answer;
            }

            failures = answer.State == AnafAnswerState.Unknown ? failures + 1 : 0;
            var told = await signals.AnswerWithinAsync(Wait(failures));
            if (told is { IsSettled: true } && string.Equals(told.RemoteId, answer.RemoteId, StringComparison.Ordinal))
            {
                return told;
            }
        }

        return null;
    }

    /// <summary>Fetches the answer, at once again a few times while it cannot be had.</summary>
    private async Task<CollectResult> CollectAsync(AnafAnswer answer)
    {
        for (var failures = 1; ; failures++)
        {
            var collected = await steps.CollectAsync(answer);
            if (!collected.IsTransient || failures > SubmissionTiming.QuickTries)
            {
                return collected;
            }

            await context.CreateTimer(SubmissionTiming.Quick(failures - 1, context.NewGuid()), CancellationToken.None);
        }
    }

    /// <summary>The wait before the next question; a short one when the last ones brought no answer.</summary>
    private TimeSpan Wait(int failures = 0)
    {
        var usual = SubmissionTiming.BeforeNextPoll(context.CurrentUtcDateTime - _submittedAt, _interval);
        if (failures is 0 || failures > SubmissionTiming.QuickTries)
        {
            return usual;
        }

        var quick = SubmissionTiming.Quick(failures - 1, context.NewGuid());
        return quick < usual ? quick : usual;
    }
}
