using System.Diagnostics.Metrics;
using Cerniq.Functions.Telemetry;

namespace Cerniq.Functions.Anaf;

/// <summary>How much is left of what runs out with ANAF: a day's calls, a login, a certificate.</summary>
public sealed class AnafMetrics : IDisposable
{
    private readonly Meter _meter = new(CerniqMetrics.MeterName);
    private readonly Gauge<long> _quota;
    private readonly Gauge<double> _login;
    private readonly Gauge<double> _certificate;

    public AnafMetrics()
    {
        _quota = _meter.CreateGauge<long>("anaf_quota_left", description: "Calls left today by tenant_id, cui and endpoint; where a quota is per message, of the message asked about last");
        _login = _meter.CreateGauge<double>("anaf_login_days_left", description: "Days until a person must log in at ANAF again, by tenant_id");
        _certificate = _meter.CreateGauge<double>("efactura_certificate_days_left", description: "Days until the signing certificate ends, by tenant_id; negative once it has");
    }

    public void Dispose() => _meter.Dispose();

    internal void ShowQuota(string tenant, string cui, string endpoint, int left) =>
        _quota.Record(left, new("tenant_id", tenant), new("cui", cui), new("endpoint", endpoint));

    internal void ShowLogin(string tenant, TimeSpan left) => _login.Record(Math.Round(left.TotalDays, 2), new KeyValuePair<string, object?>("tenant_id", tenant));

    internal void ShowCertificate(string tenant, TimeSpan left) => _certificate.Record(Math.Round(left.TotalDays, 2), new KeyValuePair<string, object?>("tenant_id", tenant));
}
