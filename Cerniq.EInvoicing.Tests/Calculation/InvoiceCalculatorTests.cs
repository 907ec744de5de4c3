using Cerniq.EInvoicing.Calculation;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;
using Cerniq.EInvoicing.Tests.Model;

namespace Cerniq.EInvoicing.Tests.Calculation;

public sealed class InvoiceCalculatorTests
{
    [Fact]
    public void Totals_always_add_up() => Property.Holds(Arbitrary.Invoice, invoice =>
    {
        var totals = invoice.Totals!;
        totals.LineNet.ShouldBe(invoice.Lines.Sum(line => line.NetAmount), "BR-CO-10");
        (totals.Allowances ?? 0m).ShouldBe(invoice.AllowanceCharges.Where(item => !item.IsCharge).Sum(item => item.Amount), "BR-CO-11");
        (totals.Charges ?? 0m).ShouldBe(invoice.AllowanceCharges.Where(item => item.IsCharge).Sum(item => item.Amount), "BR-CO-12");
        totals.WithoutVat.ShouldBe(totals.LineNet - (totals.Allowances ?? 0m) + (totals.Charges ?? 0m), "BR-CO-13");
        totals.Vat.ShouldBe(invoice.VatBreakdown.Sum(row => row.TaxAmount), "BR-CO-14");
        totals.WithVat.ShouldBe(totals.WithoutVat + totals.Vat!.Value, "BR-CO-15");
        totals.Payable.ShouldBe(totals.WithVat - (invoice.PrepaidAmount ?? 0m) + (invoice.RoundingAmount ?? 0m), "BR-CO-16");
        invoice.VatBreakdown.Sum(row => row.TaxableAmount).ShouldBe(totals.WithoutVat, "the breakdown covers the whole document");
    });

    [Fact]
    public void Every_row_of_the_breakdown_is_its_category_once_at_its_rate() => Property.Holds(Arbitrary.Invoice, invoice =>
    {
        invoice.VatBreakdown.Select(row => row.Vat).Distinct().Count().ShouldBe(invoice.VatBreakdown.Count);
        foreach (var row in invoice.VatBreakdown)
        {
            row.TaxAmount.ShouldBe(Money.Round(row.TaxableAmount * (row.Vat.Rate ?? 0m) / 100m), "BR-CO-17");
            (row.Vat.Rate is null).ShouldBe(row.Vat.Category == VatCategory.O);
        }
    });

    [Fact]
    public void Every_amount_has_two_decimals() => Property.Holds(Arbitrary.Invoice, invoice =>
    {
        invoice.Lines.ShouldAllBe(line => Money.HasTwoDecimals(line.NetAmount));
        invoice.VatBreakdown.ShouldAllBe(row => Money.HasTwoDecimals(row.TaxAmount) && Money.HasTwoDecimals(row.TaxableAmount));
        Money.HasTwoDecimals(invoice.Totals!.Payable).ShouldBeTrue();
    });

    [Fact]
    public void Calculating_twice_changes_nothing() =>
        Property.Holds(Arbitrary.Invoice, invoice => InvoiceCalculator.Calculate(invoice).ShouldBe(invoice));

    [Fact]
    public void A_calculated_invoice_has_no_difference() =>
        Property.Holds(Arbitrary.Invoice, invoice => InvoiceCalculator.Check(invoice).ShouldBeEmpty());

    [Fact]
    public void A_storno_is_the_exact_opposite() => Property.Holds(Arbitrary.Invoice, invoice =>
    {
        var storno = InvoiceCalculator.Calculate(invoice with
        {
            Lines = invoice.Lines.Select(line => line with
            {
                Quantity = -line.Quantity,
                AllowanceCharges = line.AllowanceCharges.Select(item => item with { Amount = -item.Amount }).ToValueList(),
            }).ToValueList(),
            AllowanceCharges = invoice.AllowanceCharges.Select(item => item with { Amount = -item.Amount }).ToValueList(),
        });
        storno.Totals!.WithoutVat.ShouldBe(-invoice.Totals!.WithoutVat);
        storno.Totals.Vat.ShouldBe(-invoice.Totals.Vat);
    });

    [Fact]
    public void Vat_is_computed_on_the_sum_of_a_category_not_line_by_line()
    {
        var lines = Enumerable.Range(1, 3).Select(i => Samples.Line(i.ToString(), 1m, 0.10m, 21m)).ToValueList();
        var invoice = InvoiceCalculator.Calculate(Samples.Invoice with { Lines = lines, AllowanceCharges = [], PrepaidAmount = null });
        invoice.VatBreakdown[0].TaxAmount.ShouldBe(0.06m); // line by line it would be 3 × 0.02
        invoice.Totals!.Payable.ShouldBe(0.36m);
    }

    [Fact]
    public void A_line_is_rounded_once()
    {
        var line = Samples.Line("1", 3m, 10.005m, 21m) with { Price = new Price(10.005m) { BaseQuantity = 2m } };
        LineCalculation.NetAmount(line).ShouldBe(15.01m); // 15.0075
    }

    [Fact]
    public void Zero_per_cent_is_zero()
    {
        var invoice = InvoiceCalculator.Calculate(Samples.Invoice with { Lines = [Samples.Line("1", 1m, 100m, 0m)], AllowanceCharges = [] });
        invoice.VatBreakdown.Count.ShouldBe(1);
        invoice.Totals!.Vat.ShouldBe(0m);
    }

    [Fact]
    public void Reasons_given_before_calculation_are_kept_and_plain_ones_are_added()
    {
        var exempt = new VatTreatment(VatCategory.E, 0m);
        var invoice = InvoiceCalculator.Calculate(Samples.Invoice with
        {
            AllowanceCharges = [],
            VatBreakdown = [new VatSubtotal { Vat = exempt, ExemptionReason = "art. 292 alin. (1) lit. a)" }],
            Lines = [Samples.Line("1", 1m, 10m, 0m) with { Vat = exempt }, Samples.Line("2", 1m, 10m, 0m) with { Vat = new VatTreatment(VatCategory.AE, null) }],
        });
        invoice.VatBreakdown[0].ExemptionReason.ShouldBe("art. 292 alin. (1) lit. a)");
        invoice.VatBreakdown[1].ExemptionReasonCode.ShouldBe("VATEX-EU-AE");
        invoice.Lines[1].Vat.Rate.ShouldBe(0m);
    }

    [Fact]
    public void Vat_of_a_foreign_currency_invoice_is_stated_in_lei_at_the_rate_given()
    {
        var draft = Samples.Invoice with { Currency = "EUR", TaxCurrency = "RON" };
        var invoice = InvoiceCalculator.Calculate(draft, 5.0987m);
        invoice.Totals!.VatInTaxCurrency.ShouldBe(Money.Round(invoice.Totals.Vat!.Value * 5.0987m));
        InvoiceCalculator.Calculate(invoice).Totals!.VatInTaxCurrency.ShouldBe(invoice.Totals.VatInTaxCurrency);
    }

    [Fact]
    public void One_wrong_amount_is_reported_once_with_its_arithmetic()
    {
        var wrong = Samples.Invoice with { Totals = Samples.Invoice.Totals! with { WithVat = 99m, Payable = -1m } };
        var difference = InvoiceCalculator.Check(wrong).ShouldHaveSingleItem();
        difference.Rule.ShouldBe("BR-CO-15");
        difference.Term.ShouldBe("BT-112");
        difference.Stated.ShouldBe(99m);
        difference.Computed.ShouldBe(75.29m);
        difference.Arithmetic.ShouldBe("63.46 + 11.83 = 75.29");
    }

    [Fact]
    public void A_line_that_does_not_follow_from_its_price_is_shown_in_figures()
    {
        var lines = Samples.Invoice.Lines.ToArray();
        lines[0] = lines[0] with { NetAmount = 58.48m };
        var found = InvoiceCalculator.Check(Samples.Invoice with { Lines = lines.ToValueList() });
        found.Select(difference => difference.Term).ShouldBe(["BT-131", "BT-116", "BT-106"]);
        found[0].Arithmetic.ShouldBe("3 × 19.99 - 1.50 = 58.47");
    }

    [Fact]
    public void Amounts_beyond_reason_are_a_difference_and_no_exception()
    {
        var huge = Samples.Invoice with { Lines = [Samples.Line("1", decimal.MaxValue, decimal.MaxValue, 21m)] };
        InvoiceCalculator.Check(huge).ShouldHaveSingleItem().Arithmetic.ShouldContain("too large");
    }
}
