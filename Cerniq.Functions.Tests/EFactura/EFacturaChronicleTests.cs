using System.Diagnostics.Metrics;
using Cerniq.EInvoicing.Ubl;
using Cerniq.Functions.Audit;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cerniq.Functions.Tests.EFactura;

public sealed class EFacturaChronicleTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly EFacturaBench _bench = new();
    private readonly CerniqMetrics _metrics = new();
    private readonly AuditTrail _trail;
    private readonly WebhookEvents _answers;
    private readonly EFacturaChronicle _chronicle;
    private readonly QueueIdAllocator _ids;
    private readonly EFacturaStore _store;

    public EFacturaChronicleTests()
    {
        _trail = new AuditTrail(_bench.Local.Tables);
        _answers = new WebhookEvents(_bench.Local.Tables);
        var byHand = new FilingsByHand(
            new NegotiationStore(_bench.Local.Tables, _bench.Trail, _bench.Clock), new InvoiceStore(_bench.Local.Tables), _bench.Clock);
        _chronicle = new EFacturaChronicle(
            _bench.Local.Tables, _trail, _answers, _bench.Files, _bench.Settings, byHand, _metrics, NullLogger<EFacturaChronicle>.Instance);
        _ids = new QueueIdAllocator(_bench.Local.Tables);
        _store = new EFacturaStore(_bench.Local.Tables, _bench.Trail, _ids, _bench.Clock, _chronicle);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _ids.Dispose();
        _metrics.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task A_filing_that_is_accepted_leaves_the_events_and_the_compliance_lines_of_the_source()
    {
        var entry = await FiledAsync(_store);

        (await EventsAsync()).ShouldBe(["invoice_xml_generated", "efactura_submitted", "efactura_processing", "efactura_accepted"]);
        var page = await _trail.ComplianceAsync(EFacturaBench.Tenant, 10, null, None);
        var (submitted, accepted) = (ComplianceLine.Of(page.Lines[1].Entry), ComplianceLine.Of(page.Lines[0].Entry));
        submitted.ComplianceType.ShouldBe("efactura_submission");
        submitted.Status.ShouldBe("submitted");
        submitted.ReferenceId.ShouldBe(entry.InvoiceNumber);
        submitted.Evidence.GetProperty("upload_index").GetString().ShouldBe("5001");
        submitted.Evidence.GetProperty("customer_cui").GetString().ShouldBe("RO22354360");
        submitted.Evidence.GetProperty("invoice_total").GetDecimal().ShouldBe(363m);
        submitted.Evidence.GetProperty("currency").GetString().ShouldBe("RON");
        submitted.Evidence.GetProperty("submission_deadline").GetString().ShouldBe("2026-11-27");
        accepted.Status.ShouldBe("success");
        accepted.Evidence.GetProperty("download_id").GetString().ShouldBe("7001");
        (await new AuditVerifier(_bench.Local.Tables, _trail).VerifyAsync(EFacturaBench.Tenant, [], None)).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task Events_carry_what_the_source_says()
    {
        var entry = await FiledAsync(_store);
        var page = await _trail.QueryAsync(EFacturaBench.Tenant, entry.Key.Subject, null, null, 20, null, None);
        var generated = page.Lines.Single(line => line.Entry.Action == "invoice_xml_generated").Entry.Metadata!.Value;
        generated.GetProperty("xml_hash").GetString().ShouldBe(entry.Xml!.Sha256);
        generated.GetProperty("document_type").GetString().ShouldBe("invoice");
        generated.GetProperty("efactura_document_id").GetString().ShouldBe($"{entry.QueueId}");
        var submitted = page.Lines.Single(line => line.Entry.Action == "efactura_submitted").Entry.Metadata!.Value;
        submitted.GetProperty("upload_index").GetString().ShouldBe("5001");
        submitted.GetProperty("environment").GetString().ShouldBe("sandbox");
    }

    [Fact]
    public async Task A_rejection_is_of_high_severity_and_tells_every_error()
    {
        var entry = await SubmittedAsync(_store);
        EFacturaError[] errors = [new("BR-CO-15", "fatal", "/Invoice", "Totals differ."), new("BR-RO-010", "fatal", "/Invoice", "No town.")];
        await _store.UpdateAsync(entry.Key, found => found with { Status = EFacturaStatus.Rejected, Errors = errors, RejectedAt = _bench.Clock.GetUtcNow() }, None);

        var page = await _trail.QueryAsync(EFacturaBench.Tenant, entry.Key.Subject, null, null, 20, null, None);
        var rejected = page.Lines.Single(line => line.Entry.Action == "efactura_rejected").Entry;
        rejected.Severity.ShouldBe("high");
        rejected.Metadata!.Value.GetProperty("errors").GetArrayLength().ShouldBe(2);
        var record = (await _trail.ComplianceAsync(EFacturaBench.Tenant, 1, null, None)).Lines[0].Entry.Compliance!;
        record.Status.ShouldBe("validation_failed");
        record.Evidence.GetProperty("errors")[1].GetProperty("code").GetString().ShouldBe("BR-RO-010");
    }

    [Fact]
    public async Task What_a_dead_process_left_untold_is_told_once()
    {
        // This store has nobody to tell: as if the process had died right after each write.
        await FiledAsync(_bench.Store);
        (await EventsAsync()).ShouldBeEmpty();

        (await _chronicle.TellLeftBehindAsync(EFacturaBench.Tenant, None)).ShouldBe(4);
        (await _chronicle.TellLeftBehindAsync(EFacturaBench.Tenant, None)).ShouldBe(0);

        (await EventsAsync()).Order().ShouldBe(["efactura_accepted", "efactura_processing", "efactura_submitted", "invoice_xml_generated"]);
        (await _trail.ComplianceAsync(EFacturaBench.Tenant, 10, null, None)).Lines.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_same_event_brought_again_changes_nothing()
    {
        var entry = await FiledAsync(_store);
        var before = await _trail.HeadAsync(EFacturaBench.Tenant, None);
        await _chronicle.TellAsync([new EFacturaEvent(EFacturaEvent.Accepted, entry.AnafIds.RemoteId!, entry)]);
        (await _trail.HeadAsync(EFacturaBench.Tenant, None)).ShouldBe(before);
    }

    [Fact]
    public async Task Anafs_answers_are_kept_once_each()
    {
        var entry = await FiledAsync(_store);
        var page = await _answers.ListAsync(EFacturaBench.Tenant, 10, null, None);
        var events = page.Rows.Select(row => CerniqJson.Read<WebhookEvent>(row.Body)).ToList();
        events.Select(answer => answer.EventType).Order().ShouldBe(["efactura.accepted", "efactura.processing", "efactura.submitted"]);
        events.ShouldAllBe(answer => answer.EventId == "5001" && answer.Source == "efactura" && answer.Status == "processed");
        (await _answers.RecordAsync(EFacturaBench.Tenant, events[0], None)).ShouldBeFalse();
        (await _answers.ListAsync(EFacturaBench.Tenant, 10, null, None)).Rows.Count.ShouldBe(3);
        events.Single(answer => answer.EventType == "efactura.accepted").Payload.GetProperty("id_descarcare").GetString().ShouldBe(entry.AnafIds.DownloadId);
    }

    [Theory]
    [InlineData(FaultKind.Authentication, "authentication")]
    [InlineData(FaultKind.Timeout, "network")]
    [InlineData(FaultKind.NetworkError, "network")]
    [InlineData(FaultKind.Unreadable, "network")]
    [InlineData(FaultKind.RateLimit, "rate_limit")]
    [InlineData(FaultKind.ServerError, "server_error")]
    [InlineData(FaultKind.Validation, "validation")]
    public async Task Failures_are_counted_by_the_classes_of_the_source(FaultKind fault, string type)
    {
        using var counted = new Counted(_metrics);
        var entry = await AddAsync(_store);
        var step = new FailStep(_store, _bench.Settlement, new EFacturaAlerts(_bench.Alerts));
        await step.FailAsync(new RoundFailure(entry.Key, "no luck", fault, _bench.Clock.GetUtcNow().AddMinutes(5)), None);
        counted.Of("efactura_errors_total").ShouldBe([$"error_type={type}"]);
        counted.Of("efactura_submissions_total").ShouldBe(["document_type=invoice,status=error"]);
        (await _trail.ComplianceAsync(EFacturaBench.Tenant, 1, null, None)).Lines[0].Entry.Compliance!.Status.ShouldBe("failed");
    }

    [Fact]
    public async Task Submissions_and_the_time_to_acceptance_are_measured()
    {
        using var counted = new Counted(_metrics);
        await FiledAsync(_store);
        counted.Of("efactura_submissions_total").ShouldBe(["document_type=invoice,status=accepted", "document_type=invoice,status=submitted"]);
        counted.Of("efactura_processing_seconds").ShouldBe(["300"]);
        counted.Of("efactura_errors_total").ShouldBeEmpty();
    }

    private async Task<EFacturaEntry> AddAsync(EFacturaStore store) => (await _bench.AddAsync(1, store)).Entry;

    private async Task<EFacturaEntry> SubmittedAsync(EFacturaStore store)
    {
        var entry = await AddAsync(store);
        var document = EFacturaDocument.From(Issued.Invoice, Issued.Seller).Invoice!;
        var xml = await _bench.Files.KeepAsync(entry.Key, "invoice.xml", UblWriter.Write(document), EFacturaFiles.Xml, None);
        await store.UpdateAsync(entry.Key, found => found with { Xml = xml }, None);
        return await store.UpdateAsync(
            entry.Key,
            found => found with { Status = EFacturaStatus.Submitted, AnafIds = new AnafIds("5001"), SubmittedAt = _bench.Clock.GetUtcNow() },
            None);
    }

    private async Task<EFacturaEntry> FiledAsync(EFacturaStore store)
    {
        var entry = await SubmittedAsync(store);
        await store.UpdateAsync(entry.Key, found => found with { Status = EFacturaStatus.Processing }, None);
        return await store.UpdateAsync(
            entry.Key,
            found => found with { Status = EFacturaStatus.Accepted, AnafIds = new AnafIds("5001", "7001", "5001"), AcceptedAt = found.SubmittedAt!.Value.AddMinutes(5) },
            None);
    }

    private async Task<IReadOnlyList<string>> EventsAsync()
    {
        var page = await _trail.QueryAsync(EFacturaBench.Tenant, null, null, null, 100, null, None);
        return [.. page.Lines.Where(line => line.Entry.Kind == AuditKind.Event).OrderBy(line => line.Entry.Sequence).Select(line => line.Entry.Action)];
    }

    /// <summary>What one set of metrics has counted; those of tests beside this one are other instruments.</summary>
    private sealed class Counted : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<(string Name, string What)> _seen = [];

        public Counted(CerniqMetrics metrics)
        {
            Instrument[] ours = [metrics.EFacturaErrors, metrics.EFacturaSubmissions, metrics.EFacturaProcessingSeconds];
            _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => _seen.Add((instrument.Name, Text(tags))));
            _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => _seen.Add((instrument.Name, $"{value}")));
            Array.ForEach(ours, instrument => _listener.EnableMeasurementEvents(instrument));
        }

        public IReadOnlyList<string> Of(string name) => [.. _seen.Where(seen => seen.Name == name).Select(seen => seen.What).Order()];

        public void Dispose() => _listener.Dispose();

        private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            string.Join(',', tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"));
    }
}
