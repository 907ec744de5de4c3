using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Oblio.Cancellation;
using Cerniq.Functions.Tests.Lifecycle;

namespace Cerniq.Functions.Tests.Oblio.Cancellation;

public sealed class CancellationPlanTests
{
    [Fact]
    public void Takes_everything_that_is_left() =>
        CancellationPlan.For(Invoice(), Full(), "c-1").Quantities.ShouldBe([3m, 1.5m, 2m]);

    [Fact]
    public void Takes_what_earlier_cancellations_left() =>
        CancellationPlan.For(Invoice(Part("c-1", 1m, 0m, 2m)), Full(), "c-2").Quantities.ShouldBe([2m, 1.5m, 0m]);

    [Fact]
    public void Takes_an_sku_from_all_its_lines_in_their_order() =>
        CancellationPlan.For(Invoice(), Some("A", 4m), "c-1").Quantities.ShouldBe([3m, 0m, 1m]);

    [Fact]
    public void Does_not_count_its_own_share_against_itself() =>
        CancellationPlan.For(Invoice(Part("c-1", 3m, 1.5m, 2m)), Full(), "c-1").Refusal.ShouldBeNull();

    [Theory]
    [InlineData("A", 5.000001, "QUANTITY_EXCEEDS_REMAINING", "cancellation.itemsToCancel[0].quantity")]
    [InlineData("a", 1, "UNKNOWN_SKU", "cancellation.itemsToCancel[0].sku")]
    public void Refuses_what_the_invoice_does_not_hold(string sku, double quantity, string code, string field)
    {
        var refusal = CancellationPlan.For(Invoice(), Some(sku, (decimal)quantity), "c-1").Refusal!;
        (refusal.Code, refusal.Field).ShouldBe((code, field));
    }

    [Fact]
    public void Refuses_more_than_is_left() =>
        CancellationPlan.For(Invoice(Part("c-1", 3m, 0m, 1m)), Some("A", 2m), "c-2").Refusal!.Words
            .ShouldBe("Of «A» 1 is left, not 2.");

    [Fact]
    public void Refuses_a_second_cancellation_of_the_whole() =>
        CancellationPlan.For(Invoice(Part("c-1", 3m, 1.5m, 2m) with { StornoInvoiceId = "s-1" }), Full(), "c-2").Refusal!.Code
            .ShouldBe("INVOICE_ALREADY_CANCELLED");

    [Fact]
    public void Refuses_when_all_is_about_to_be_cancelled() =>
        CancellationPlan.For(Invoice(Part("c-1", 3m, 1.5m, 2m)), Full(), "c-2").Refusal!.Code.ShouldBe("NOTHING_LEFT");

    [Fact]
    public void Refuses_when_it_was_all_cancelled_piece_by_piece() =>
        CancellationPlan.For(
            Invoice(
                Part("c-1", 3m, 0m, 0m) with { StornoInvoiceId = "s-1" },
                Part("c-2", 0m, 1.5m, 2m) with { StornoInvoiceId = "s-2" }),
            Full(),
            "c-3").Refusal!.Code.ShouldBe("NOTHING_LEFT");

    [Fact]
    public void Refuses_a_storno_of_a_storno()
    {
        var storno = Invoice() with
        {
            Storno = new StornoFacts
            {
                CancellationId = "c-1",
                OriginalInvoiceId = "i-1",
                OriginalOblioId = "FCT-0001",
                OriginalIssueDate = new DateOnly(2026, 11, 20),
                CancellationType = CancellationType.Full,
                ReasonCode = CancellationReasonCode.Other,
                ReasonText = "none in particular",
                RequestedBy = CancellationRequester.System,
            },
        };
        CancellationPlan.For(storno, Full(), "c-2").Refusal!.Code.ShouldBe("STORNO_OF_STORNO");
    }

    [Fact]
    public void Becomes_cancelled_only_when_nothing_is_left()
    {
        var invoice = Invoice(Part("c-1", 3m, 0m, 2m), Part("c-2", 0m, 1.5m, 0m));
        var first = invoice.WithStorno("c-1", Storno(invoice, "c-1"));
        (first.Status, first.AmountDue).ShouldBe(("PARTIAL_CANCELLED", 18.15m));
        var both = first.WithStorno("c-2", Storno(first, "c-2"));
        (both.Status, both.AmountDue).ShouldBe(("CANCELLED", 0m));
    }

    [Fact]
    public void Reverses_a_whole_invoice_to_the_ban()
    {
        var invoice = Invoice();
        var totals = StornoLines.Of(invoice, [.. invoice.Lines.Select(line => line.Quantity)]);
        (totals.Subtotal, totals.VatAmount, totals.TotalDiscount, totals.GrandTotal)
            .ShouldBe((-invoice.Subtotal, -invoice.VatAmount, -invoice.TotalDiscount, -invoice.GrandTotal));
    }

    /// <summary>However it is cut up, no piece is ever taken twice.</summary>
    [Fact]
    public void Never_takes_more_than_there_is_in_any_number_of_pieces()
    {
        var random = new Random(20261121);
        for (var run = 0; run < 200; run++)
        {
            var invoice = Invoice();
            for (var i = 0; i < 20; i++)
            {
                var asked = random.Next(4) == 0 ? Full() : Some(random.Next(2) == 0 ? "A" : "B", random.Next(1, 8) / 2m);
                var plan = CancellationPlan.For(invoice, asked, $"c-{i}");
                if (plan.Refusal is null)
                {
                    plan.Quantities.ShouldContain(q => q > 0);
                    invoice = invoice with { Cancellations = [.. invoice.Cancellations, new CancelledPart($"c-{i}", plan.Quantities)] };
                }
            }

            for (var line = 0; line < invoice.Lines.Count; line++)
            {
                invoice.Cancellations.Sum(part => part.Quantities[line]).ShouldBeInRange(0m, invoice.Lines[line].Quantity);
            }
        }
    }

    private static CancellationDetails Full() => new()
    {
        ReasonCode = CancellationReasonCode.OrderCancelled,
        ReasonText = "the order was cancelled",
        RequestedBy = CancellationRequester.Client,
    };

    private static CancellationDetails Some(string sku, decimal quantity) =>
        Full() with { Type = CancellationType.Partial, ItemsToCancel = [new ItemToCancel { Sku = sku, Quantity = quantity }] };

    private static CancelledPart Part(string id, params decimal[] quantities) => new(id, quantities);

    private static InvoiceRecord Storno(InvoiceRecord invoice, string cancellationId)
    {
        var part = invoice.Cancellations.First(p => p.CancellationId == cancellationId);
        return invoice with { InvoiceId = $"s-{cancellationId}", GrandTotal = StornoLines.Of(invoice, part.Quantities).GrandTotal };
    }

    private static InvoiceRecord Invoice(params CancelledPart[] parts)
    {
        var totals = DealTotals.Of(
            [
                new DealItem { Sku = "A", Name = "Abonament", Quantity = 3m, UnitPrice = 33.335m, VatRate = 21m, Discount = 7.5m },
                new DealItem { Sku = "B", Name = "Ore", Quantity = 1.5m, UnitPrice = 10m, VatRate = 21m },
                new DealItem { Sku = "A", Name = "Abonament", Quantity = 2m, UnitPrice = 30m, VatRate = 11m },
            ],
            new DateOnly(2026, 11, 20));
        return new InvoiceRecord
        {
            Tenant = "demo",
            NegotiationId = "N-1",
            InvoiceId = "i-1",
            OblioInvoiceId = "FCT-0001",
            SeriesName = "FCT",
            Number = 1,
            NumberText = "0001",
            Client = Deals.Request().Client!,
            Lines = totals.Lines,
            Subtotal = totals.Subtotal,
            VatAmount = totals.VatAmount,
            TotalDiscount = totals.TotalDiscount,
            GrandTotal = totals.GrandTotal,
            Currency = "RON",
            IssueDate = new DateOnly(2026, 11, 20),
            CorrelationId = "corr-1",
            CreatedAt = Deals.Start,
            Cancellations = parts,
        };
    }
}
