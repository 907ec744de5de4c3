using Cerniq.Functions.Economic;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Tests.Csv;
using Cerniq.Functions.Tests.Economic;
using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.Accounting;

public sealed class AccountingFileTests(TestApp app) : EconomicAppTests(app)
{
    [Fact]
    public async Task Payments_are_those_of_the_days_asked_for_with_what_is_still_unmatched()
    {
        var company = await CompanyAsync("acc-pay");
        await PaidAsync(company, "P-1", 100m, "RON", "2026-10-31T22:30:00Z", ReconciliationStatus.Investigation); // 1 November in Bucharest
        await PaidAsync(company, "P-2", 1500m, "JPY", "2026-11-30T21:59:59Z", ReconciliationStatus.Matched);
        await PaidAsync(company, "P-3", 5m, "RON", "2026-11-30T22:00:00Z", ReconciliationStatus.Pending); // 1 December
        await PaidAsync(company, "P-4", 7m, "EUR", "2026-10-31T21:59:59Z", ReconciliationStatus.Pending); // 31 October

        var november = await ReadAsync(company, "payments.csv?month=2026-11");
        november.Select(row => (row["payment_id"], row["amount"], row["currency"], row["reconciliation"])).ShouldBe(
            [("P-2", "1500", "JPY", "MATCHED"), ("P-1", "100.00", "RON", "INVESTIGATION")]);
        november[1]["date"].ShouldBe("2026-11-01 00:30:00");
        november[1]["counterparty"].ShouldBe("'=HYPERLINK(\"http://evil\")");
        (await ReadAsync(company, "payments.csv?from=2026-10-01&to=2026-12-31&status=pending")).Select(row => row["payment_id"]).ShouldBe(["P-3", "P-4"]);
        (await ReadAsync(company, "payments.csv?from=2026-10-01&to=2026-12-31&currency=JPY")).Select(row => row["payment_id"]).ShouldBe(["P-2"]);
        (await ReadAsync(company, "unmatched.csv?from=2026-10-01&to=2026-12-31")).Select(row => (row["payment_id"], row["unmatched"])).ShouldBe(
            [("P-1", "100.00"), ("P-3", "5.00"), ("P-4", "7.00")]);
    }

    [Fact]
    public async Task Refunds_and_vouchers_can_be_narrowed_by_status()
    {
        var company = await CompanyAsync("acc-ref", new { economic_vat_codes = "21=U21" });
        await RefundedAsync(company, "11111111-1111-4111-8111-111111111111", RefundStatus.PendingApproval);
        await RefundedAsync(company, "22222222-2222-4222-8222-222222222222", RefundStatus.Completed);
        var booked = await InvoiceAsync(company, "1", [Line(100m, 21m)]);
        await UploadAsync(booked);
        await UploadAsync(await InvoiceAsync(company, "2", [Line(50m, 5m)]));

        (await ReadAsync(company, "refunds.csv?month=2026-11")).Count.ShouldBe(2);
        var waiting = (await ReadAsync(company, "refunds.csv?month=2026-11&status=PENDING_APPROVAL")).Single();
        (waiting["status"], waiting["amount"], waiting["iban"]).ShouldBe(("PENDING_APPROVAL", "12.30", "RO49AAAA1B31007593840000"));

        var days = $"from=2020-01-01&to={TimeProvider.System.GetUtcNow().AddDays(2):yyyy-MM-dd}";
        (await ReadAsync(company, $"vouchers.csv?{days}")).Count.ShouldBe(2);
        var voucher = (await ReadAsync(company, $"vouchers.csv?{days}&status=SUCCESS")).Single();
        (voucher["invoice"], voucher["total"], voucher["side"], voucher["voucher"], voucher["accounting_year"], voucher["issued"]).ShouldBe(
            ("FCT-1", "121.00", "ISSUER", "1", "2026", "2026-11-20"));
        (await ReadAsync(company, $"vouchers.csv?{days}&status=FAILED")).Single()["error"].ShouldContain("VAT at 5 % has no code");
    }

    [Fact]
    public async Task VAT_is_summed_by_month_currency_and_rate_and_stornos_take_away()
    {
        var company = await CompanyAsync("acc-vat");
        await InvoiceAsync(company, "1", [Line(100m, 21m), Line(50.05m, 11m)]);
        await InvoiceAsync(company, "2", [Line(0.30m, 21m)]);
        await InvoiceAsync(company, "3", [Line(-100m, 21m)], change: i => i with { Storno = EconomicUploadTests.AsStorno(i).Storno });
        await InvoiceAsync(company, "4", [Line(10m, 21m)], currency: "EUR", change: i => i with { ExchangeRate = 5.0931m });
        await InvoiceAsync(company, "5", [Line(7m, 0m)], currency: "USD");
        await InvoiceAsync(company, "6", [Line(1m, 21m)], change: i => i with { IssueDate = new DateOnly(2026, 12, 1) });

        var rows = (await ReadAsync(company, "vat.csv?from=2026-11-01&to=2026-12-31"))
            .Select(r => string.Join(' ', r["month"], r["currency"], r["vat_rate"], r["documents"], r["stornos"], r["net"], r["vat"], r["gross"], r["vat_ron"]));
        rows.ShouldBe(
        [
            "2026-11 EUR 21 1 0 10.00 2.10 12.10 10.70",
            "2026-11 RON 11 1 0 50.05 5.51 55.56 5.51",
            "2026-11 RON 21 3 1 0.30 0.06 0.36 0.06",
            "2026-11 USD 0 1 0 7.00 0.00 7.00 ",
            "2026-12 RON 21 1 0 1.00 0.21 1.21 0.21",
        ]);
        (await ReadAsync(company, "vat.csv?month=2026-11")).Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_tenant_sees_its_own_and_no_others()
    {
        var owner = await CompanyAsync("acc-own");
        var other = await CompanyAsync("acc-other");
        await PaidAsync(owner, "P-1", 100m, "RON", "2026-11-10T10:00:00Z", ReconciliationStatus.Pending);
        await InvoiceAsync(owner, "1", [Line(100m, 21m)]);

        foreach (var file in new[] { "payments", "unmatched", "refunds", "vouchers", "vat" })
        {
            (await App.SendAsync(HttpMethod.Get, $"/api/tenants/acc-own/accounting/{file}.csv?month=2026-11", key: other.Key)).Status.ShouldBe(404);
            (await App.SendAsync(HttpMethod.Get, $"/api/tenants/acc-own/accounting/{file}.csv", key: "cq_none")).Status.ShouldBe(401);
            (await ReadAsync(other, $"{file}.csv?month=2026-11")).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("payments.csv?status=NO", "status")]
    [InlineData("payments.csv?status=7", "status")]
    [InlineData("payments.csv?from=2026-02-30", "from")]
    [InlineData("payments.csv?from=2026-02-02&to=2026-02-01", "to")]
    [InlineData("vat.csv?month=2026-13", "month")]
    [InlineData("vat.csv?currency=ron", "currency")]
    [InlineData("vat.csv?format=xls", "format")]
    [InlineData("vat.csv?bom=maybe", "bom")]
    public async Task Says_what_is_wrong_with_the_query(string path, string field)
    {
        var reply = await App.SendAsync(HttpMethod.Get, $"/api/tenants/demo/accounting/{path}");

        reply.Status.ShouldBe(400);
        reply.Json.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(reply.Text);
    }

    [Fact]
    public async Task Is_a_file_that_a_Romanian_spreadsheet_opens_when_asked()
    {
        var company = await CompanyAsync("acc-ro");
        await InvoiceAsync(company, "1", [Line(1234.5m, 21m)]);

        var reply = await App.SendAsync(HttpMethod.Get, "/api/tenants/acc-ro/accounting/vat.csv?month=2026-11&format=ro", key: company.Key);

        reply.Disposition.ShouldBe("attachment; filename=\"vat-2026-11-01-2026-11-30.csv\"");
        reply.ContentType.ShouldBe("text/csv");
        reply.Bytes.AsSpan(0, 3).ToArray().ShouldBe([0xEF, 0xBB, 0xBF]);
        CsvTable.Read(reply.Text, ';')[1][5..8].ShouldBe(["1234,50", "259,25", "1493,75"]);
        var plain = await App.SendAsync(HttpMethod.Get, "/api/tenants/acc-ro/accounting/vat.csv?month=2026-11&bom=false", key: company.Key);
        plain.Bytes[0].ShouldBe((byte)'m');
    }

    private async Task<IReadOnlyList<Dictionary<string, string>>> ReadAsync(Company of, string path)
    {
        var reply = await App.SendAsync(HttpMethod.Get, $"/api/tenants/{of.Tenant}/accounting/{path}", key: of.Key);
        reply.Status.ShouldBe(200, reply.Text);
        var rows = CsvTable.Read(reply.Text.TrimStart('\uFEFF'));
        return [.. rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
    }

    private Task<Payment> PaidAsync(Company of, string id, decimal amount, string currency, string at, ReconciliationStatus status) =>
        App.Service<PaymentStore>().RecordAsync(
            new Payment
            {
                Tenant = of.Tenant,
                PaymentId = id,
                ExternalId = id,
                Amount = amount,
                Currency = currency,
                CounterpartyName = "=HYPERLINK(\"http://evil\")",
                ReconciliationStatus = status,
                Matches = status == ReconciliationStatus.Matched ? [new PaymentMatch("I-1", "N-1", amount, "SYSTEM", default)] : [],
                TransactionDate = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture),
                RecordedAt = default,
                CorrelationId = "corr-1",
            },
            default);

    private Task<(Refund? Refund, decimal Left)> RefundedAsync(Company of, string id, RefundStatus status) => App.Service<RefundStore>().AddAsync(
        new Refund
        {
            Tenant = of.Tenant,
            RefundId = id,
            InvoiceId = $"I-{id}",
            Amount = 12.30m,
            Currency = "RON",
            ClientName = "ALFA",
            Iban = "RO49AAAA1B31007593840000",
            Status = status,
            RequestId = "R-1",
            CorrelationId = "corr-1",
            CreatedAt = new DateTimeOffset(2026, 11, 5, 0, 0, 0, TimeSpan.Zero),
        },
        100m,
        default);
}
