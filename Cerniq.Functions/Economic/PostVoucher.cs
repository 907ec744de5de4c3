using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Economic;

/// <summary>Makes the invoice's voucher in e-conomic, once. That it failed is an answer, not an exception: the schedule decides.</summary>
public sealed class PostVoucher(EconomicUploader uploader)
{
    [Function(nameof(PostVoucher))]
    public Task<EconomicAttempt> Run([ActivityTrigger] EconomicKey key, CancellationToken cancellationToken) =>
        uploader.TryAsync(key, byHand: false, cancellationToken);
}
