using Cerniq.Functions.Economic;
using Cerniq.Functions.Economic.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Sandbox;
using Cerniq.Functions.Tests.Services;
using Cerniq.Sandbox.Documents;

namespace Cerniq.Functions.Tests.Economic.Wire;

/// <summary>The client against the stand-in, over real HTTP.</summary>
public sealed class EconomicContractTests(SandboxHost sandbox) : IClassFixture<SandboxHost>
{
    private static readonly DateOnly Day = new(2026, 11, 20);

    [Fact]
    public async Task A_voucher_is_made_found_attached_booked_and_paid()
    {
        var client = Client("whole");
        var year = (await client.FindAccountingYearAsync(Day, CancellationToken.None))!;
        var made = await client.CreateVoucherAsync(2, Voucher(year, "FCT 123 #a1b2c3d4"), "whole-2-1", CancellationToken.None);

        (await client.FindByMarkAsync(2, year.Path, "#a1b2c3d4", CancellationToken.None)).ShouldBe(new EconomicMarked(made, Booked: false));
        (await client.DraftsAsync(2, [made.VoucherNumber, 900], CancellationToken.None)).ShouldBe([made.VoucherNumber]);
        (await client.BookedAsync(year.Path, [made.VoucherNumber], CancellationToken.None)).ShouldBeEmpty();
        var pdf = PdfText.Write(["Factura FCT 123"]);
        (await client.AttachPdfAsync(made, pdf, "FCT-123.pdf", CancellationToken.None)).WasThere.ShouldBeFalse();
        (await client.AttachPdfAsync(made, pdf, "FCT-123.pdf", CancellationToken.None)).WasThere.ShouldBeTrue();

        await sandbox.ControlAsync("economic/book", new { voucherNumber = made.VoucherNumber, agreement = "whole" });
        EconomicLookUp.IsPaid((await client.BookedAsync(year.Path, [made.VoucherNumber, 900], CancellationToken.None))[made.VoucherNumber]).ShouldBeFalse();
        (await client.DraftsAsync(2, [made.VoucherNumber], CancellationToken.None)).ShouldBeEmpty();
        (await client.FindByMarkAsync(2, year.Path, "#a1b2c3d4", CancellationToken.None)).ShouldBe(new EconomicMarked(made, Booked: true));
        await sandbox.ControlAsync("economic/pay", new { voucherNumber = made.VoucherNumber, agreement = "whole" });
        EconomicLookUp.IsPaid((await client.BookedAsync(year.Path, [made.VoucherNumber], CancellationToken.None))[made.VoucherNumber]).ShouldBeTrue();
    }

    [Fact]
    public async Task The_chart_names_what_is_there()
    {
        var client = Client("chart");

        (await client.HasAccountAsync(1010, CancellationToken.None)).ShouldBeTrue();
        (await client.HasAccountAsync(9999, CancellationToken.None)).ShouldBeFalse();
        (await client.HasVatCodeAsync("U21", CancellationToken.None)).ShouldBeTrue();
        (await client.HasVatCodeAsync("X99", CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_with_another_voucher_is_a_duplicate()
    {
        var client = Client("keys");
        var year = (await client.FindAccountingYearAsync(Day, CancellationToken.None))!;
        var first = await client.CreateVoucherAsync(2, Voucher(year, "one"), "k", CancellationToken.None);

        (await client.CreateVoucherAsync(2, Voucher(year, "one"), "k", CancellationToken.None)).ShouldBe(first);
        var refused = await Should.ThrowAsync<ServiceRefusedException>(() => client.CreateVoucherAsync(2, Voucher(year, "two"), "k", CancellationToken.None));

        refused.Fault.Kind.ShouldBe(FaultKind.Duplicate);
    }

    [Fact]
    public async Task A_refusal_names_the_barred_period()
    {
        var client = Client("barred");
        var year = (await client.FindAccountingYearAsync(Day, CancellationToken.None))!;
        var late = Voucher(year, "late") with { Entries = new EconomicEntries { ManualCustomerInvoices = [Entry("late") with { Date = new DateOnly(2023, 5, 5) }] } };

        var refused = await Should.ThrowAsync<ServiceRefusedException>(() => client.CreateVoucherAsync(2, late, "late", CancellationToken.None));

        EconomicErrors.Of(refused).ShouldContain(error => error.IsBarredPeriod);
    }

    private EconomicClient Client(string tenant) => new EconomicClients(RealCallers.Create()).For(
        tenant, new EconomicConnection(new Uri(sandbox.Http.BaseAddress!, "economic/"), $"app-{tenant}", $"grant-{tenant}", 2, 1010, "U25", 2));

    private static EconomicVoucher Voucher(EconomicAccountingYear year, string text) => new()
    {
        AccountingYear = new EconomicYear(year.Year),
        Journal = new EconomicJournal(2),
        Entries = new EconomicEntries { ManualCustomerInvoices = [Entry(text)] },
    };

    private static EconomicEntry Entry(string text) => new()
    {
        Customer = new EconomicCustomer(2),
        CustomerInvoiceNumber = "123",
        ContraAccount = new EconomicAccount(1010),
        Amount = 435.60m,
        Currency = new EconomicCurrency("DKK"),
        Date = Day,
        DueDate = Day.AddDays(30),
        Text = text,
    };
}
