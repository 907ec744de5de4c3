using System.Text.Json;
using Cerniq.Functions.Economic;
using Cerniq.Functions.Economic.Wire;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Lifecycle;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.Functions.Tests.Economic;

/// <summary>What goes to e-conomic adds up to the invoice, in major units, whatever the currency.</summary>
public sealed class EconomicMoneyTests
{
    private static readonly decimal[] Rates = [21m, 19m, 11m, 9m, 5m, 0m];
    private static readonly string[] Money = ["RON", "EUR", "JPY", "DKK", "HUF"];

    private static readonly Bookkeeping Books = Mapping(new
    {
        economic_vat_codes = "21=U21,19=U19,11=U11,9=U9,5=U5,0=U0",
        economic_input_vat_codes = "21=I21,19=I19,11=I11,9=I9,5=I5,0=I0",
    });

    [Fact]
    public void The_entries_of_a_voucher_add_up_to_the_invoice() => Prop.ForAll<NonEmptyArray<int>, int, byte>((cents, rates, currency) =>
    {
        var invoice = Invoice(cents.Get, rates, Money[currency % Money.Length], currency % 2 == 0 ? -1 : 1);
        if (InvoiceAmounts.Of(invoice).All(amount => amount.Gross == 0))
        {
            Should.Throw<UnbookableException>(() => VoucherDraft.Of(invoice, EconomicUploadType.Issuer, Books, "C-1"));
            return;
        }

        var sold = VoucherDraft.Of(invoice, EconomicUploadType.Issuer, Books, "C-1").ManualCustomerInvoices!;
        var bought = VoucherDraft.Of(invoice, EconomicUploadType.Debtor, Books, "C-1").SupplierInvoices!;

        sold.Sum(entry => entry.Amount).ShouldBe(invoice.GrandTotal);
        bought.Sum(entry => entry.Amount).ShouldBe(-invoice.GrandTotal);
        sold.ShouldAllBe(entry => decimal.Round(entry.Amount, 2) == entry.Amount && entry.Currency!.Code == invoice.Currency && entry.Amount != 0);
        sold.Select(entry => entry.ContraVatAccount!.VatCode).ShouldBeUnique();
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void An_amount_goes_over_the_wire_as_it_is() => Prop.ForAll<int>((cents) =>
    {
        var amount = cents / 100m;
        var voucher = new EconomicVoucher
        {
            AccountingYear = new EconomicYear("2026"),
            Entries = new EconomicEntries { CustomerPayments = [new EconomicEntry { Amount = amount, Date = new DateOnly(2026, 11, 20) }] },
        };

        using var sent = JsonDocument.Parse(EconomicClient.Write(voucher));

        sent.RootElement.GetProperty("entries").GetProperty("customerPayments")[0].GetProperty("amount").GetDecimal().ShouldBe(amount);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("0.005")]
    [InlineData("12.345")]
    public void More_decimals_than_e_conomic_takes_are_never_rounded_away(string amount)
    {
        var net = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);
        var invoice = Invoice([100], 0, "KWD", 1) with { Lines = [], Subtotal = net, VatAmount = 0, GrandTotal = net };

        Should.Throw<UnbookableException>(() => VoucherDraft.Of(invoice, EconomicUploadType.Issuer, Books, "C-1")).Message.ShouldContain(amount);
    }

    [Fact]
    public void Lines_that_do_not_add_up_to_the_total_wait_for_a_person()
    {
        var invoice = Invoice([10_000], 0, "RON", 1) with { GrandTotal = 120.99m };

        Should.Throw<UnbookableException>(() => VoucherDraft.Of(invoice, EconomicUploadType.Issuer, Books, "C-1")).Message.ShouldContain("120.99");
    }

    [Theory]
    [InlineData("21=U21", true)]
    [InlineData("21 = U21, 11=U11;0=U0", true)]
    [InlineData("21%=U21", true)]
    [InlineData("21=U21,21.0=U25", false)]
    [InlineData("21=TOOLONG", false)]
    [InlineData("101=U1", false)]
    [InlineData("-1=U1", false)]
    [InlineData("21", false)]
    [InlineData("=U21", false)]
    public void Knows_a_mapping_of_VAT_codes(string text, bool isOne) =>
        SettingsCatalogue.EconomicVatCodes.Read(JsonSerializer.SerializeToElement(text)).IsAllowed.ShouldBe(isOne);

    [Fact]
    public void One_code_for_all_VAT_will_not_do_for_an_invoice_of_several_rates()
    {
        var one = Mapping(new { economic_vat_code = "U21" });

        VoucherDraft.Of(Invoice([100], 0, "RON", 1), EconomicUploadType.Issuer, one, "C-1").ManualCustomerInvoices!.Single().ContraVatAccount!.VatCode.ShouldBe("U21");
        Should.Throw<UnbookableException>(() => VoucherDraft.Of(Invoice([100, 100], 1 * Rates.Length, "RON", 1), EconomicUploadType.Issuer, one, "C-1"))
            .Message.ShouldContain("VAT at 21 % and 19 %");
    }

    [Fact]
    public void Text_is_cut_to_what_e_conomic_takes_and_keeps_its_mark()
    {
        var invoice = Invoice([100], 0, "RON", 1);
        invoice = invoice with { Client = invoice.Client with { CompanyName = new string('Ș', 300) } };

        var text = VoucherDraft.Of(invoice, EconomicUploadType.Issuer, Books, "C-ABC").ManualCustomerInvoices!.Single().Text!;

        text.Length.ShouldBe(250);
        text.ShouldStartWith("#C-ABC FCT-0001 Ș");
    }

    private static Bookkeeping Mapping(object settings)
    {
        var values = JsonSerializer.SerializeToElement(settings, CerniqJson.Options).EnumerateObject();
        return new Bookkeeping(new SettingsSnapshot(
            "demo", System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(values.Select(v => KeyValuePair.Create(v.Name, v.Value))), []));
    }

    /// <param name="rates">Says, to the base of their number, which line has which.</param>
    private static InvoiceRecord Invoice(int[] cents, int rates, string currency, int sign)
    {
        var lines = cents.Select((amount, i) =>
        {
            var net = sign * Math.Abs(amount / 100m);
            var rate = Rates[Math.Abs(rates / (int)Math.Pow(Rates.Length, i % 8)) % Rates.Length];
            return new InvoiceLineRecord("S", "x", null, sign, "buc", Math.Abs(net), rate, 0, 0, net);
        }).ToArray();
        var total = lines.Sum(l => l.NetAmount);
        var vat = lines.GroupBy(l => l.VatRate).Sum(g => EInvoicing.Tax.Money.Vat(g.Sum(l => l.NetAmount), g.Key));
        return new InvoiceRecord
        {
            Tenant = "demo",
            NegotiationId = "N",
            InvoiceId = "I",
            OblioInvoiceId = "FCT-0001",
            SeriesName = "FCT",
            Number = 1,
            NumberText = "0001",
            Client = Deals.Request().Client!,
            Lines = lines,
            Subtotal = total,
            VatAmount = vat,
            TotalDiscount = 0,
            GrandTotal = total + vat,
            Currency = currency,
            IssueDate = new DateOnly(2026, 11, 20),
            CorrelationId = "c",
            CreatedAt = Deals.Start,
        };
    }
}
