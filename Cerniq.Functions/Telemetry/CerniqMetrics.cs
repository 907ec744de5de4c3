using System.Diagnostics.Metrics;

namespace Cerniq.Functions.Telemetry;

/// <summary>What is counted of the work itself, under the names of the source documents. Calls to outside services are counted
/// where they are made.</summary>
public sealed class CerniqMetrics : IDisposable
{
    /// <summary>The meter every instrument of ours belongs to.</summary>
    public const string MeterName = "Cerniq";

    private static readonly double[] ValidationBuckets = [100, 500, 1000, 2000, 5000, 10000, 15000];
    private static readonly double[] DocumentBuckets = [500, 1000, 2000, 5000, 10000, 20000, 30000];
    private static readonly double[] FilingBuckets = [1, 5, 15, 60, 300, 900, 1800, 3600, 14400, 43200, 86400, 172800, 432000];

    private readonly Meter _meter = new(MeterName);

    public CerniqMetrics()
    {
        ClientValidations = new DocumentMetrics(
            Counter("oblio_client_validations_success_total", "Successful client validations, by tenant_id and action"),
            Counter("oblio_client_validations_error_total", "Client validation errors, by tenant_id and error_type"),
            Histogram("oblio_client_validation_duration_ms", "Client validation duration in milliseconds", ValidationBuckets));
        ClientValidationsFailed = Counter("oblio_client_validations_failed_total", "Clients found not valid, by tenant_id and reason");
        ClientValidationsCached = Counter("oblio_client_validations_cached_total", "Client validations served from cache, by tenant_id");
        Proformas = Document("proforma", "proformas", "oblio_proforma_create_duration_ms");
        ProformaTotalRon = Money("oblio_proforma_total_ron", "Total value of proformas in RON");
        Invoices = Document("invoice", "invoices", "oblio_invoice_create_duration_ms");
        InvoiceTotalRon = Money("oblio_invoice_total_ron", "Total value of invoices in RON");
        Stornos = Document("storno", "stornos", "oblio_storno_duration_ms");
        StornoTotalRon = Money("oblio_storno_total_ron", "Total value of stornos in RON");
        EFacturaSubmissions = Counter("efactura_submissions_total", "e-Factura submissions, by status and document_type");
        EFacturaProcessingSeconds = Histogram(
            "efactura_processing_seconds", "Time from submission to acceptance in seconds", FilingBuckets);
        EFacturaErrors = Counter("efactura_errors_total", "e-Factura errors, by error_type");
        RevolutBalance = _meter.CreateGauge<double>("revolut_balance", description: "Balance of an account, by tenant_id, account_id and currency");
        RevolutWebhooks = Counter("revolut_webhooks_total", "Webhooks received, by tenant_id, event and outcome");
        Payments = Counter("payments_total", "Payments taken in, by tenant_id and outcome");
        Alerts = Counter("cerniq_alerts_total", "Alerts raised, by kind and severity");
        HttpRequests = Counter("cerniq_http_requests_total", "Requests answered, by function and status");
        HttpDuration = Histogram("cerniq_http_request_duration_ms", "Time to answer in milliseconds, by function", [1, 5, 10, 25, 50, 100, 250, 500, 1000, 5000]);
    }

    public DocumentMetrics ClientValidations { get; }

    public Counter<long> ClientValidationsFailed { get; }

    public Counter<long> ClientValidationsCached { get; }

    public DocumentMetrics Proformas { get; }

    public Counter<double> ProformaTotalRon { get; }

    public DocumentMetrics Invoices { get; }

    public Counter<double> InvoiceTotalRon { get; }

    public DocumentMetrics Stornos { get; }

    public Counter<double> StornoTotalRon { get; }

    public Counter<long> EFacturaSubmissions { get; }

    public Histogram<double> EFacturaProcessingSeconds { get; }

    public Counter<long> EFacturaErrors { get; }

    public Gauge<double> RevolutBalance { get; }

    public Counter<long> RevolutWebhooks { get; }

    public Counter<long> Payments { get; }

    public Counter<long> Alerts { get; }

    public Counter<long> HttpRequests { get; }

    public Histogram<double> HttpDuration { get; }

    public void Dispose() => _meter.Dispose();

    private DocumentMetrics Document(string one, string many, string duration) => new(
        Counter($"oblio_{many}_created_total", $"Total {many} created, by tenant_id"),
        Counter($"oblio_{many}_failed_total", $"Total {one} creation failures, by tenant_id and error_type"),
        Histogram(duration, $"Duration of {one} creation in milliseconds", DocumentBuckets));

    private Counter<long> Counter(string name, string description) => _meter.CreateCounter<long>(name, description: description);

    private Counter<double> Money(string name, string description) => _meter.CreateCounter<double>(name, description: description);

    private Histogram<double> Histogram(string name, string description, double[] buckets) => _meter.CreateHistogram(
        name, unit: null, description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });
}

/// <summary>What is counted of one sort of step: those that came off, those that failed, and how long they took.</summary>
public sealed record DocumentMetrics(Counter<long> Created, Counter<long> Failed, Histogram<double> Duration);
