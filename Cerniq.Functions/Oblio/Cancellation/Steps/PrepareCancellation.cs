using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>Sets the quantities aside and opens the approval, where the request could not any more.</summary>
public sealed class PrepareCancellation(CancellationIntake intake)
{
    [Function(nameof(PrepareCancellation))]
    public async Task<CancellationOpening> Run([ActivityTrigger] CancellationKey key, CancellationToken cancellationToken)
    {
        var cancellation = await intake.PrepareAsync(key, cancellationToken);
        return new CancellationOpening(cancellation.NegotiationId, cancellation.Status, cancellation.ApprovalId);
    }
}
