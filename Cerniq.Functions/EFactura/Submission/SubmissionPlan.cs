using Cerniq.Functions.Services;

namespace Cerniq.Functions.EFactura;

/// <summary>Where a filing stands and how the tenant wants it carried on: read once, so that a replay sees the same.</summary>
/// <param name="Settled">The outcome, when it has one already.</param>
/// <param name="SubmittedAt">When ANAF took it, if it has.</param>
/// <param name="Sign">The tenant archives a signed package.</param>
/// <param name="RetryMinutes">Waits after the first, second… failed round; the last one repeats.</param>
/// <param name="MaxAttempts">How many failed rounds are followed by another one.</param>
/// <param name="PollingMinutes">How often ANAF is asked once the first minutes are over.</param>
/// <param name="ReconcileSeconds">How long after an unclear upload its absence from ANAF's list means that it never arrived.</param>
public sealed record SubmissionPlan(
    EFacturaOutcome? Settled,
    DateTimeOffset? SubmittedAt,
    bool Sign,
    IReadOnlyList<int> RetryMinutes,
    int MaxAttempts,
    int PollingMinutes,
    int ReconcileSeconds)
{
    private const int MaxServerErrors = 3;

    /// <summary>How many failed rounds of this kind are followed by another one by themselves.</summary>
    /// <remarks>Missing rights do not come back by waiting: one more try, then a person.</remarks>
    public int AttemptsFor(FaultKind? kind) => kind switch
    {
        FaultKind.Authentication => Math.Min(1, MaxAttempts),
        FaultKind.ServerError => Math.Min(MaxServerErrors, MaxAttempts),
        _ => MaxAttempts,
    };
}
