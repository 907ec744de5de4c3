using System.Diagnostics.Metrics;
using Cerniq.Functions.Telemetry;

namespace Cerniq.Functions.Payments;

/// <summary>What is counted of money in and out.</summary>
public sealed class MoneyMetrics : IDisposable
{
    private readonly Meter _meter = new(CerniqMetrics.MeterName);

    public MoneyMetrics()
    {
        Recorded = Counter("payments_recorded_total", "Payments recorded, by tenant_id and currency");
        RecordedAmount = _meter.CreateCounter<double>("payments_amount_total", description: "Money recorded as received, by tenant_id and currency");
        Mismatches = Counter("payments_validation_mismatch_total", "Payments of which a webhook said otherwise than Revolut, by tenant_id");
        Reverted = Counter("payments_reverted_total", "Payments that Revolut took back, by tenant_id");
        FoundMissing = Counter("revolut_missed_events_total", "What no webhook told and the catch-up found, by tenant_id and source");
        Refunds = Counter("refunds_total", "Refunds by tenant_id and the status they came to");
        RefundedAmount = _meter.CreateCounter<double>("refunds_amount_total", description: "Money refunded, by tenant_id and currency");
        Collections = Counter("oblio_collections_total", "Payments written on their invoices at Oblio, by tenant_id and status");
        SeenSeconds = _meter.CreateHistogram(
            "revolut_event_processing_seconds",
            unit: null,
            "Time from a webhook's receipt until its transaction is being looked at, in seconds",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800] });
    }

    public Counter<long> Recorded { get; }

    public Counter<double> RecordedAmount { get; }

    public Counter<long> Mismatches { get; }

    public Counter<long> Reverted { get; }

    public Counter<long> FoundMissing { get; }

    public Counter<long> Refunds { get; }

    public Counter<double> RefundedAmount { get; }

    public Counter<long> Collections { get; }

    public Histogram<double> SeenSeconds { get; }

    public void Dispose() => _meter.Dispose();

    private Counter<long> Counter(string name, string description) => _meter.CreateCounter<long>(name, description: description);
}
