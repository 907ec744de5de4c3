using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio.Letters;

/// <summary>Sends the documents' letters that are due.</summary>
public sealed class DocumentMailSweep(DocumentMailer mailer, TenantDirectory tenants)
{
    [Function(nameof(DocumentMailSweep))]
    public async Task Run([TimerTrigger("7/15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            await mailer.SendDueAsync(tenant, cancellationToken);
        }
    }
}
