using Cerniq.EInvoicing.Ubl;
using Cerniq.EInvoicing.Validation;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Tests.EFactura;

public sealed class EFacturaQueueTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly EFacturaBench _bench = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task Queues_an_issued_invoice_once_for_each_attempt()
    {
        var first = await EnqueueAsync();
        var again = await EnqueueAsync();
        var second = await EnqueueAsync(attempt: 2);

        first.Status.ShouldBe(EFacturaStatus.Queued);
        first.InvoiceNumber.ShouldBe("FCT-0053");
        first.Deadline.ShouldBe(new DateOnly(2026, 11, 27));
        again.QueueId.ShouldBe(first.QueueId);
        second.QueueId.ShouldBeGreaterThan(first.QueueId);
        (await _bench.Store.RequireAsync(first.Key, None)).Superseded.ShouldBeTrue();
    }

    [Fact]
    public async Task Closes_the_task_of_a_rejection_when_the_next_filing_is_queued()
    {
        var first = await EnqueueAsync();
        await _bench.Settlement.RejectAsync(first.Key, [new EFacturaError("BR-16", "fatal", "/Invoice", "No line.")], null, [], None);
        (await _bench.Approvals.OfDealAsync(EFacturaBench.Tenant, "N-1", None)).ShouldHaveSingleItem().Status.ShouldBe(ApprovalStatus.Pending);

        await EnqueueAsync(attempt: 2);

        (await _bench.Approvals.OfDealAsync(EFacturaBench.Tenant, "N-1", None)).ShouldHaveSingleItem().Status.ShouldBe(ApprovalStatus.Done);
    }

    [Theory]
    [InlineData("""{ "efactura_enabled": false }""", "efactura_enabled")]
    [InlineData("""{ "auto_submit": false }""", "auto_submit")]
    [InlineData("""{ "efactura_minimum_amount": 400 }""", "efactura_minimum_amount")]
    public async Task Keeps_out_of_scope_what_the_settings_say(string settings, string reason)
    {
        await _bench.SetAsync(settings);

        var entry = await EnqueueAsync();

        entry.Status.ShouldBe(EFacturaStatus.Draft);
        entry.OutOfScope!.ShouldContain(reason);
        EFacturaOutcome.Of(entry)!.OutOfScope.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{ "auto_submit": false }""", 1)]
    [InlineData("""{ "efactura_rollout": "MANUAL" }""", 0)]
    public async Task Watches_the_last_day_of_what_is_left_to_a_person_to_file(string settings, int alerts)
    {
        await _bench.SetAsync(settings);
        var entry = await EnqueueAsync();
        var watch = new EFacturaDeadlineWatch(_bench.Lists, new TenantDirectory(_bench.Local.Tables, _bench.Clock), new EFacturaAlerts(_bench.Alerts), _bench.Clock);
        _bench.Clock.Now = new DateTimeOffset(entry.Deadline.AddDays(-1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

        await watch.LookAsync(EFacturaBench.Tenant, None);

        entry.Status.ShouldBe(EFacturaStatus.Draft);
        (await OpenAlertsAsync()).ShouldBe(alerts);
    }

    [Theory]
    [InlineData("""{ "efactura_rollout": "OFF" }""", false, false)]
    [InlineData("""{ "efactura_rollout": "MANUAL" }""", false, false)]
    [InlineData("""{ "efactura_rollout": "SELECTED" }""", false, false)]
    [InlineData("""{ "efactura_rollout": "SELECTED", "efactura_selected_clients": "14399840" }""", false, false)]
    [InlineData("""{ "efactura_rollout": "SELECTED", "efactura_selected_clients": "14399840, 22354360" }""", true, false)]
    [InlineData("""{ "efactura_rollout": "B2B" }""", true, false)]
    [InlineData("""{ "efactura_rollout": "ALL" }""", true, true)]
    public async Task Takes_e_Factura_up_in_stages(string settings, bool company, bool consumer)
    {
        await _bench.SetAsync(settings);
        var person = Issued.Invoice with { InvoiceId = "to-a-person", Client = Issued.Buyer with { Cui = "" } };

        ((await EnqueueAsync()).OutOfScope is null).ShouldBe(company);
        ((await _bench.Queue.EnqueueInvoiceAsync(person, null, 1, None)).OutOfScope is null).ShouldBe(consumer);
    }

    [Fact]
    public async Task Files_what_a_person_lets_be_filed_again_though_nothing_is_filed_by_itself_any_more()
    {
        var rejected = await EnqueueAsync();
        await _bench.Settlement.RejectAsync(rejected.Key, [new EFacturaError("BR-1", "fatal", "/", "No.")], null, [], None);
        (await OpenAlertsAsync()).ShouldBe(1);
        await _bench.SetAsync("""{ "efactura_rollout": "MANUAL" }""");

        var anew = await _bench.Queue.EnqueueInvoiceAsync(Issued.Invoice, rejected.NegotiationId, 2, None);

        (anew.Status, anew.OutOfScope).ShouldBe((EFacturaStatus.Queued, null));
        (await OpenAlertsAsync()).ShouldBe(0, "nobody need see to the rejection any more");
        (await _bench.Store.RequireAsync(rejected.Key, None)).Superseded.ShouldBeTrue();
    }

    [Fact]
    public async Task Keeps_consumers_out_when_the_settings_say_so()
    {
        await _bench.SetAsync("""{ "b2c_enabled": false }""");
        var person = Issued.Invoice with { InvoiceId = "to-a-person", Client = Issued.Buyer with { Cui = "" } };

        (await _bench.Queue.EnqueueInvoiceAsync(person, null, 1, None)).OutOfScope!.ShouldContain("b2c_enabled");
        (await EnqueueAsync()).OutOfScope.ShouldBeNull();
    }

    [Theory]
    [InlineData("COMPANY", "2023-12-31", false, "1 January 2024")]
    [InlineData("COMPANY", "2024-01-01", false, null)]
    [InlineData("COMPANY", "2024-06-30", true, "1 July 2024")]
    [InlineData("COMPANY", "2024-07-01", true, null)]
    [InlineData("ASSOCIATION", "2025-06-30", false, "OUG 69/2024")]
    [InlineData("ASSOCIATION", "2025-07-01", false, null)]
    [InlineData("FARMER", "2025-06-30", true, "OUG 69/2024")]
    [InlineData("FARMER", "2025-10-01", false, null)]
    [InlineData("FARMER_PERSON", "2025-06-30", false, "OUG 69/2024")]
    [InlineData("FARMER_PERSON", "2025-07-01", false, null)]
    [InlineData("FARMER_PERSON", "2025-10-01", false, "OUG 52/2025")]
    [InlineData("FARMER_PERSON", "2026-05-31", false, "OUG 52/2025")]
    [InlineData("FARMER_PERSON", "2026-06-01", false, null)]
    [InlineData("CULTURAL_INSTITUTE", "2025-09-30", false, null)]
    [InlineData("CULTURAL_INSTITUTE", "2026-05-31", false, "OUG 52/2025")]
    [InlineData("PERSON", "2026-05-31", false, "OG 6/2026")]
    [InlineData("PERSON", "2026-06-01", false, null)]
    public async Task Keeps_out_what_the_law_of_the_day_of_issue_exempts(string kind, string issued, bool toPerson, string? law)
    {
        await _bench.SetAsync($$"""{ "company_kind": "{{kind}}" }""");
        var invoice = Issued.Invoice with
        {
            IssueDate = DateOnly.Parse(issued, System.Globalization.CultureInfo.InvariantCulture), DeliveryDate = null, Client = toPerson ? Issued.Buyer with { Cui = "" } : Issued.Buyer,
        };

        var entry = await _bench.Queue.EnqueueInvoiceAsync(invoice, null, 1, None);

        entry.Status.ShouldBe(law is null ? EFacturaStatus.Queued : EFacturaStatus.Draft);
        (entry.OutOfScope ?? "").ShouldContain(law ?? "");
        entry.IsUnfiled.ShouldBe(law is null, "no deadline runs for what need not be filed");
    }

    [Theory]
    [InlineData("DE", "DE123456789", 0, "another Member State")]
    [InlineData("DE", null, 0, null)]
    [InlineData("DE", "DE123456789", 21, null)]
    [InlineData("MD", null, 0, "export")]
    [InlineData("RO", null, 0, null)]
    public async Task Files_abroad_only_what_the_law_asks_for_when_the_settings_say_so(string country, string? vatNumber, decimal vat, string? reason)
    {
        var invoice = Issued.Invoice with { VatAmount = vat, Client = Issued.Buyer with { Country = country, VatNumber = vatNumber } };
        (await _bench.Queue.EnqueueInvoiceAsync(invoice, null, 1, None)).OutOfScope.ShouldBeNull();
        await _bench.SetAsync("""{ "efactura_foreign": false }""");

        var entry = await _bench.Queue.EnqueueInvoiceAsync(invoice with { InvoiceId = "abroad" }, null, 1, None);

        (entry.OutOfScope ?? "").ShouldContain(reason ?? "");
        (entry.OutOfScope is null).ShouldBe(reason is null);
    }

    [Fact]
    public async Task Keeps_out_what_a_fiscal_receipt_was_given_for()
    {
        var sold = Issued.Invoice with { InvoiceId = "over-the-counter", FiscalReceipt = true };

        var entry = await _bench.Queue.EnqueueInvoiceAsync(sold, null, 1, None);

        entry.Status.ShouldBe(EFacturaStatus.Draft);
        entry.OutOfScope!.ShouldContain("options.fiscalReceipt");
    }

    [Fact]
    public async Task Tells_a_rejection_with_every_error_and_calls_a_person()
    {
        var entry = await EnqueueAsync();
        EFacturaError[] errors = [new("BR-CO-15", "fatal", "/Invoice", "Totals differ.", "Correct them."), new("BR-16", "fatal", "/Invoice", "No line.")];

        var outcome = await _bench.Settlement.RejectAsync(entry.Key, errors, null, [], None);
        await _bench.Settlement.RejectAsync(entry.Key, errors, null, [], None);

        outcome.Rejected.ShouldBeTrue();
        outcome.Errors.ShouldBe(errors);
        outcome.Reason.ShouldBe("[BR-CO-15] Totals differ.; [BR-16] No line.");
        var alerts = await _bench.Alerts.ListAsync(EFacturaBench.Tenant, AlertStatus.Open, 10, null, None);
        alerts.Rows.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Counts_the_errors_that_do_not_fit_into_one_line()
    {
        var entry = await EnqueueAsync();
        var errors = Enumerable.Range(1, 50).Select(i => new EFacturaError($"BR-{i:00}", "fatal", "/Invoice", new string('x', 93))).ToList();

        var outcome = await _bench.Settlement.RejectAsync(entry.Key, [new EFacturaError("UBL-1", "warning", "/", "Only a warning."), .. errors], null, [], None);

        // "[BR-01] " and 93 letters, with "; " before each but the first.
        outcome.Reason!.ShouldStartWith("[BR-01] xxx");
        outcome.Reason.ShouldEndWith("x (and 31 more)");
        outcome.Errors!.Count.ShouldBe(51);
    }

    [Fact]
    public async Task Calls_a_person_when_the_last_day_is_near_and_is_quiet_once_it_is_accepted()
    {
        var entry = await EnqueueAsync();
        var tenants = new TenantDirectory(_bench.Local.Tables, _bench.Clock);
        var watch = new EFacturaDeadlineWatch(_bench.Lists, tenants, new EFacturaAlerts(_bench.Alerts), _bench.Clock);

        _bench.Clock.Now = new DateTimeOffset(2026, 11, 23, 21, 0, 0, TimeSpan.Zero);
        await watch.LookAsync(EFacturaBench.Tenant, None);
        (await OpenAlertsAsync()).ShouldBe(0);

        // Midnight in Romania comes two hours before midnight in UTC.
        _bench.Clock.Now = new DateTimeOffset(2026, 11, 23, 22, 30, 0, TimeSpan.Zero);
        await watch.LookAsync(EFacturaBench.Tenant, None);
        (await SeverityAsync()).ShouldBe(AlertSeverity.Warning);
        _bench.Clock.Now = new DateTimeOffset(2026, 11, 25, 22, 30, 0, TimeSpan.Zero);
        await watch.LookAsync(EFacturaBench.Tenant, None);
        (await SeverityAsync()).ShouldBe(AlertSeverity.Critical);

        await _bench.Settlement.AcceptAsync(entry.Key, new AnafAnswer("5001", AnafAnswerState.Ok, "3001"), [], None);
        (await OpenAlertsAsync()).ShouldBe(0);
        await watch.LookAsync(EFacturaBench.Tenant, None);
        (await OpenAlertsAsync()).ShouldBe(0);
    }

    [Fact]
    public void Maps_to_documents_that_the_official_rules_accept()
    {
        var storno = Issued.With(Issued.Line(-2, 150, 21));
        InvoiceRecord[] all =
        [
            Issued.Invoice,
            storno,
            Issued.With(Issued.Line(3, 9.99m, 21, discount: 10, unit: "ore"), Issued.Line(1.5m, 20, 11, unit: "kg"), Issued.Line(1, 10, 21, unit: "abonament")),
            Issued.Invoice with { Currency = "EUR", ExchangeRate = 4.9763m },
            Issued.Invoice with { Client = Issued.Buyer with { Cui = "", IsVatPayer = false } },
            Issued.Invoice with { DueDate = null, PaymentMethod = "CASH", Reference = "PO-7", Mentions = "Multumim!" },
            Issued.With(Issued.Line(1, 100, 0)) with { Mentions = "Taxare inversă cf. art. 331 Cod fiscal" },
            Issued.With(Issued.Line(1, 100, 0)) with { Mentions = "Scutit cf. art. 292 Cod fiscal" },
            Issued.With(Issued.Line(1, 100, 0)) with { Client = Issued.Buyer with { Country = "Germania", VatNumber = "DE129273398", County = "", City = "Berlin" } },
        ];

        all.ShouldAllBe(invoice => Problems(invoice, true).Count == 0, string.Join('\n', all.SelectMany(invoice => Problems(invoice, true))));
        Problems(Issued.With(Issued.Line(1, 100, 0)), false).ShouldBeEmpty();
    }

    private static List<string> Problems(InvoiceRecord record, bool isVatPayer)
    {
        var mapped = EFacturaDocument.From(record, Issued.Seller with { IsVatPayer = isVatPayer }, stornoOf: null);
        if (mapped.Invoice is not { } invoice)
        {
            return [.. mapped.Problems.Select(problem => problem.ToString())];
        }

        var result = InvoiceValidator.Validate(UblWriter.Write(invoice));
        return [.. result.Violations.Where(found => found.Severity != Severity.Warning).Select(found => $"{found.RuleId} {found.Location} {found.MessageEn}"), .. result.Problem is { } problem ? new[] { problem } : []];
    }

    private Task<EFacturaEntry> EnqueueAsync(int attempt = 1) => _bench.Queue.EnqueueInvoiceAsync(Issued.Invoice, "N-1", attempt, None);

    private async Task<AlertSeverity> SeverityAsync() =>
        CerniqJson.Read<Alert>((await _bench.Alerts.ListAsync(EFacturaBench.Tenant, AlertStatus.Open, 10, null, None)).Rows.ShouldHaveSingleItem().Body).Severity;

    private async Task<int> OpenAlertsAsync() =>
        (await _bench.Alerts.ListAsync(EFacturaBench.Tenant, AlertStatus.Open, 10, null, None)).Rows.Count;
}
