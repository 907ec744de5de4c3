using Cerniq.Functions.Clients;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Oblio.Series;

namespace Cerniq.Functions.Tests.Oblio.Series;

public sealed class SeriesComparisonTests
{
    private static readonly DateOnly Since = new(2026, 10, 1);

    [Fact]
    public void A_series_without_holes_is_whole()
    {
        var report = Report(Both(7), Both(8), Both(9));

        report.IsWhole.ShouldBeTrue();
        (report.First, report.Last, report.Documents, report.NotOurs).ShouldBe((7, 9, 3, 0));
    }

    [Fact]
    public void A_number_that_nobody_has_is_a_hole()
    {
        var report = Report(Both(7), Both(10));

        report.Holes.ShouldBe([8, 9]);
        report.IsWhole.ShouldBeFalse();
    }

    [Fact]
    public void What_people_issued_in_Oblio_is_no_hole()
    {
        var report = Report(Both(7), new SeriesEntry(8, Ours: null, 50m, OblioCanceled: false, IsAtOblio: true), Both(9));

        report.IsWhole.ShouldBeTrue();
        report.NotOurs.ShouldBe(1);
    }

    [Fact]
    public void What_only_we_have_is_missing_at_Oblio()
    {
        var report = Report(Both(7), new SeriesEntry(8, Invoice(8, 121m), OblioTotal: null, OblioCanceled: false, IsAtOblio: false), Both(9));

        report.MissingAtOblio.ShouldBe([8]);
        report.Holes.ShouldBeEmpty();
    }

    [Fact]
    public void A_total_that_differs_by_a_ban_is_told()
    {
        var report = Report(Both(7), new SeriesEntry(8, Invoice(8, 121m), 121.01m, OblioCanceled: false, IsAtOblio: true));

        report.Differing.ShouldBe([new DifferingTotal(8, 121m, 121.01m)]);
    }

    [Fact]
    public void One_made_void_there_and_valid_here_is_told()
    {
        var report = Report(Both(7) with { OblioCanceled = true });

        report.CanceledAtOblio.ShouldBe([7]);
    }

    [Fact]
    public void An_empty_series_is_whole() => Report().IsWhole.ShouldBeTrue();

    private static SeriesReport Report(params SeriesEntry[] entries) =>
        SeriesComparison.Report("FCT", Since, new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero), entries);

    private static SeriesEntry Both(long number) => new(number, Invoice(number, 121m), 121m, OblioCanceled: false, IsAtOblio: true);

    private static InvoiceRecord Invoice(long number, decimal total) => new()
    {
        Tenant = "demo",
        NegotiationId = $"N-{number}",
        InvoiceId = $"I-{number}",
        OblioInvoiceId = $"FCT-{number:D4}",
        SeriesName = "FCT",
        Number = number,
        NumberText = $"{number:D4}",
        Client = new ClientData(),
        Lines = [],
        Subtotal = 100m,
        VatAmount = 21m,
        TotalDiscount = 0m,
        GrandTotal = total,
        Currency = "RON",
        IssueDate = new DateOnly(2026, 11, 1),
        CorrelationId = "c",
        CreatedAt = default,
    };
}
