using System.Diagnostics.Metrics;
using Cerniq.Functions.Telemetry;

namespace Cerniq.Functions.Economic;

/// <summary>What is counted of the bookkeeping.</summary>
public sealed class EconomicMetrics : IDisposable
{
    private readonly Meter _meter = new(CerniqMetrics.MeterName);
    private readonly Counter<long> _uploads;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _attachments;
    private readonly Counter<long> _seen;
    private readonly Counter<long> _payments;
    private readonly Counter<long> _refunds;
    private readonly Gauge<long> _standing;

    public EconomicMetrics()
    {
        _uploads = _meter.CreateCounter<long>("economic_uploads_total", description: "Attempts to upload to e-conomic, by tenant_id, side and status");
        _duration = _meter.CreateHistogram<double>("economic_upload_duration_ms", description: "Duration of an attempt in milliseconds, by tenant_id and side");
        _attachments = _meter.CreateCounter<long>("economic_attachments_total", description: "PDFs put on vouchers, by tenant_id, side and status");
        _seen = _meter.CreateCounter<long>("economic_vouchers_seen_total", description: "Vouchers seen to be booked, paid or missing, by tenant_id and status");
        _payments = _meter.CreateCounter<long>("economic_payments_total", description: "Payments booked in e-conomic, by tenant_id and status");
        _refunds = _meter.CreateCounter<long>("economic_refunds_total", description: "Refunds booked in e-conomic, by tenant_id and status");
        _standing = _meter.CreateGauge<long>("economic_uploads", description: "Uploads by tenant_id and status, as the last sync found them");
    }

    public void Dispose() => _meter.Dispose();

    internal void Uploaded(EconomicKey key, EconomicUploadStatus status, TimeSpan took)
    {
        var (tenant, side) = Tags(key);
        _uploads.Add(1, tenant, side, new("status", status.ToString().ToUpperInvariant()));
        _duration.Record(took.TotalMilliseconds, tenant, side);
    }

    internal void Attached(EconomicKey key, bool succeeded)
    {
        var (tenant, side) = Tags(key);
        _attachments.Add(1, tenant, side, new("status", succeeded ? "SUCCESS" : "FAILED"));
    }

    internal void Seen(string tenant, string status) => _seen.Add(1, new("tenant_id", tenant), new("status", status));

    internal void MoneyBooked(EconomicMoney kind, string tenant, bool succeeded) =>
        (kind == EconomicMoney.Payment ? _payments : _refunds).Add(1, new("tenant_id", tenant), new("status", succeeded ? "SUCCESS" : "FAILED"));

    internal void Standing(string tenant, EconomicStats stats)
    {
        var owner = new KeyValuePair<string, object?>("tenant_id", tenant);
        _standing.Record(stats.Pending, owner, new("status", "PENDING"));
        _standing.Record(stats.Success, owner, new("status", "SUCCESS"));
        _standing.Record(stats.Failed, owner, new("status", "FAILED"));
        _standing.Record(stats.Retryable, owner, new("status", "RETRYABLE"));
    }

    private static (KeyValuePair<string, object?> Tenant, KeyValuePair<string, object?> Side) Tags(EconomicKey key) =>
        (new("tenant_id", key.Tenant), new("side", key.Side));
}
