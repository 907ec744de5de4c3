using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Cerniq.Functions.EFactura;

/// <summary>Carries one document to ANAF and its answer back: build, validate, sign, upload, ask, fetch, archive.</summary>
/// <remarks>Started as <see cref="EFacturaKey.InstanceId"/> with the key as input. It can be started again at any time: it
/// goes on from what is on record, and what is settled stays settled.</remarks>
public static class EFacturaSubmission
{
    /// <summary>A history that asks for days would grow without end: after so many questions it begins anew.</summary>
    internal const int QuestionsPerHistory = 60;

    [Function(nameof(EFacturaSubmission))]
    public static async Task<EFacturaOutcome?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key = context.GetInput<EFacturaKey>()!;
        var steps = new SubmissionSteps(context, key);
        var plan = await steps.BeginAsync();
        if (plan.Settled is not null)
        {
            return plan.Settled;
        }

        var signals = new SubmissionSignals(context);
        if (plan.SubmittedAt is null)
        {
            var refused = await PrepareAsync(steps, plan) ?? await new SubmissionUpload(context, steps, plan, signals).RunAsync();
            if (refused is not null)
            {
                return refused;
            }
        }

        var outcome = await new SubmissionAnswer(context, steps, plan, signals).RunAsync();
        if (outcome is null)
        {
            context.ContinueAsNew(key);
        }

        return outcome;
    }

    /// <summary>Nothing invalid leaves: the outcome when the document may not be sent.</summary>
    private static async Task<EFacturaOutcome?> PrepareAsync(SubmissionSteps steps, SubmissionPlan plan)
    {
        if (await steps.BuildAsync() is { } invalid)
        {
            return invalid;
        }

        if (plan.Sign)
        {
            await steps.SignAsync();
        }

        return null;
    }
}
