using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Keeps what went wrong with a round of uploads, and calls a person when it goes wrong for long.</summary>
public sealed class FailStep(EFacturaStore store, EFacturaSettlement settlement, EFacturaAlerts alerts)
{
    private const int QuietFailures = 2;

    /// <returns>Always true.</returns>
    [Function(EFacturaSteps.Fail)]
    public async Task<bool> FailAsync([ActivityTrigger] RoundFailure failure, CancellationToken cancellationToken)
    {
        var entry = await store.UpdateAsync(
            failure.Key,
            found => IsKnown(found, failure) ? null : found with
            {
                Status = EFacturaStatus.Error,
                Attempts = found.Attempts + 1,
                LastError = failure.Words,
                LastFault = failure.Fault,
                NextRetryAt = failure.NextRetryAt,
                WatchAt = failure.NextRetryAt + BeginStep.Silence,
            },
            cancellationToken);
        if (failure.NextRetryAt is null || entry.Attempts > QuietFailures)
        {
            await alerts.FailingAsync(entry, cancellationToken);
        }

        return true;
    }

    /// <summary>ANAF refused the document at the door; it was never filed.</summary>
    [Function(EFacturaSteps.Refuse)]
    public Task<EFacturaOutcome> RefuseAsync([ActivityTrigger] RoundFailure failure, CancellationToken cancellationToken) =>
        settlement.RejectAsync(
            failure.Key,
            [new EFacturaError("ANAF", "fatal", "/", failure.Words, "Correct the invoice as ANAF says and file it again.")],
            null,
            [],
            cancellationToken);

    /// <summary>The same round told again, because the first telling was not acknowledged.</summary>
    private static bool IsKnown(EFacturaEntry entry, RoundFailure failure) =>
        entry.Status == EFacturaStatus.Error
        && entry.NextRetryAt == failure.NextRetryAt
        && string.Equals(entry.LastError, failure.Words, StringComparison.Ordinal);
}
