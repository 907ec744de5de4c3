using Cerniq.Functions.Anaf;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Calls a person before a tenant's signing certificate ends, and when it cannot sign.</summary>
public sealed class CertificateWatch(TenantSettings settings, TenantDirectory tenants, Alerts alerts, AnafMetrics metrics, TimeProvider clock)
{
    private const string Key = "certificate_expiring";

    private const string NoSigning = "NONE";

    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    private static readonly TimeSpan VerySoon = TimeSpan.FromDays(7);

    [Function(nameof(CertificateWatch))]
    public async Task RunAsync([TimerTrigger("0 23 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            await LookAsync(tenant, cancellationToken);
        }
    }

    internal async Task LookAsync(string tenant, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(tenant, cancellationToken);
        if (set.Get(SettingsCatalogue.SigningMethod) == NoSigning)
        {
            await alerts.ResolveAsync(tenant, Key, cancellationToken);
            return;
        }

        try
        {
            var now = clock.GetUtcNow();
            using var certificate = await SigningCertificates.LoadAsync(settings, tenant, now, cancellationToken);
            await TellAsync(tenant, certificate.Subject, new DateTimeOffset(certificate.NotAfter.ToUniversalTime()), now, cancellationToken);
        }
        catch (SigningCertificateException unfit)
        {
            await RaiseAsync(tenant, AlertKind.CertificateUnfit, AlertSeverity.Critical, unfit.Message, AlertFacts.Of(("error", unfit.What)), cancellationToken);
        }
    }

    private async Task TellAsync(string tenant, string subject, DateTimeOffset notAfter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var left = notAfter - now;
        metrics.ShowCertificate(tenant, left);
        if (left > Soon)
        {
            await alerts.ResolveAsync(tenant, Key, cancellationToken);
            return;
        }

        var facts = AlertFacts.Of(("certificate", subject), ("not_after", $"{notAfter:yyyy-MM-dd}"), ("days_left", $"{(int)left.TotalDays}"));
        var severity = left > VerySoon ? AlertSeverity.Warning : AlertSeverity.Critical;
        await RaiseAsync(tenant, AlertKind.CertificateExpiring, severity, $"The signing certificate {subject} ends on {notAfter:yyyy-MM-dd}. Put the new one into signing_certificate.", facts, cancellationToken);
    }

    private Task<Alert> RaiseAsync(
        string tenant, AlertKind kind, AlertSeverity severity, string detail, IReadOnlyDictionary<string, string> facts, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(tenant, new AlertNotice(Key, kind, severity, "Signing certificate", detail, "settings") { Facts = facts }, cancellationToken);
}
