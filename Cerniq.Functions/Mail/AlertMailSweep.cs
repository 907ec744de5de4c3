using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Mail;

/// <summary>Sends letters that are due.</summary>
public sealed class AlertMailSweep(AlertMailer mailer, TenantDirectory tenants)
{
    [Function(nameof(AlertMailSweep))]
    public async Task RunAsync([TimerTrigger("*/15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            await mailer.SendDueAsync(tenant, cancellationToken);
        }
    }
}
