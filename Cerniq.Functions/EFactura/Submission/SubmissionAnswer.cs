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
            var collected = await steps.CollectAsync(answer);
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
        while (_questions++ < EFacturaSubmission.QuestionsPerHistory)
        {
            var answer = await steps.AskAsync();
            if (answer.IsSettled)
            {
                return answer;
            }

            var told = await signals.AnswerWithinAsync(Wait());
            if (told is { IsSettled: true } && string.Equals(told.RemoteId, answer.RemoteId, StringComparison.Ordinal))
            {
                return told;
            }
        }

        return null;
    }

    private TimeSpan Wait() => SubmissionTiming.BeforeNextPoll(context.CurrentUtcDateTime - _submittedAt, _interval);
}
