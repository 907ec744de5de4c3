using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Economic;

/// <summary>Puts the invoice's PDF on its voucher.</summary>
public sealed class AttachInvoicePdf(VoucherAttachment attachment)
{
    [Function(nameof(AttachInvoicePdf))]
    public Task<EconomicAttempt> Run([ActivityTrigger] EconomicKey key, CancellationToken cancellationToken) =>
        attachment.AttachAsync(key, cancellationToken);
}
