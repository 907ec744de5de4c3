using Cerniq.EInvoicing.Calendar;

namespace Cerniq.EInvoicing.Tests.Calendar;

public sealed class CalendarTests
{
    [Theory]
    [InlineData("2018-04-08")]
    [InlineData("2019-04-28")]
    [InlineData("2020-04-19")]
    [InlineData("2021-05-02")]
    [InlineData("2022-04-24")]
    [InlineData("2023-04-16")]
    [InlineData("2024-05-05")]
    [InlineData("2025-04-20")]
    [InlineData("2026-04-12")]
    [InlineData("2027-05-02")]
    [InlineData("2028-04-16")]
    [InlineData("2029-04-08")]
    [InlineData("2030-04-28")]
    public void Orthodox_Easter_is_computed(string easter) => RomanianHolidays.OrthodoxEaster(DateOnly.Parse(easter).Year).ShouldBe(DateOnly.Parse(easter));

    [Fact]
    public void Orthodox_Easter_is_a_Sunday_between_4_April_and_8_May()
    {
        for (var year = 1900; year <= 2099; year++)
        {
            var easter = RomanianHolidays.OrthodoxEaster(year);
            easter.DayOfWeek.ShouldBe(DayOfWeek.Sunday);
            easter.ShouldBeInRange(new DateOnly(year, 4, 4), new DateOnly(year, 5, 10));
        }
    }

    [Theory]
    [InlineData("2023-01-06", false)]
    [InlineData("2024-01-06", true)]
    [InlineData("2023-01-07", false)]
    [InlineData("2024-01-07", true)]
    [InlineData("2016-01-24", false)]
    [InlineData("2017-01-24", true)]
    [InlineData("2016-06-01", false)]
    [InlineData("2017-06-01", true)]
    [InlineData("2011-11-30", false)]
    [InlineData("2012-11-30", true)]
    [InlineData("2008-08-15", false)]
    [InlineData("2009-08-15", true)]
    [InlineData("2017-04-14", false)]
    [InlineData("2018-04-06", true)]
    [InlineData("2026-04-10", true)]
    [InlineData("2026-04-13", true)]
    [InlineData("2026-06-01", true)]
    [InlineData("2026-05-31", true)]
    [InlineData("2026-12-24", false)]
    public void A_holiday_begins_with_its_law(string day, bool holiday) => (RomanianHolidays.On(DateOnly.Parse(day)) is not null).ShouldBe(holiday);

    [Fact]
    public void The_year_2026_has_its_seventeen_holidays() => RomanianHolidays.Of(2026).Count.ShouldBe(17);

    [Theory]
    [InlineData("2024-03-01", "2024-03-08", TermDays.Working)]
    [InlineData("2024-06-28", "2024-07-05", TermDays.Working)]
    [InlineData("2024-07-01", "2024-07-06", TermDays.Calendar)]
    [InlineData("2025-12-31", "2026-01-05", TermDays.Calendar)]
    [InlineData("2026-01-01", "2026-01-13", TermDays.Working)]
    [InlineData("2026-01-05", "2026-01-14", TermDays.Working)]
    [InlineData("2026-03-02", "2026-03-09", TermDays.Working)]
    [InlineData("2026-04-09", "2026-04-20", TermDays.Working)]
    [InlineData("2026-05-29", "2026-06-08", TermDays.Working)]
    [InlineData("2026-11-28", "2026-12-08", TermDays.Working)]
    [InlineData("2026-12-24", "2027-01-04", TermDays.Working)]
    public void The_term_is_counted_as_the_law_of_its_day_says(string issued, string last, TermDays days)
    {
        var deadline = FilingDeadline.For(DateOnly.Parse(issued));
        deadline.LastDay.ShouldBe(DateOnly.Parse(last));
        deadline.Days.ShouldBe(days);
        deadline.Mandatory.ShouldBeTrue();
        deadline.Law.ShouldNotBeEmpty();
    }

    [Fact]
    public void Before_2024_filing_was_not_a_general_duty() => FilingDeadline.For(new DateOnly(2023, 12, 31)).Mandatory.ShouldBeFalse();

    [Fact]
    public void A_late_invoice_is_due_five_working_days_after_the_15th_of_the_next_month()
    {
        var deadline = FilingDeadline.For(new DateOnly(2026, 3, 30), taxPoint: new DateOnly(2026, 2, 10));
        deadline.LastDay.ShouldBe(new DateOnly(2026, 3, 20));
        deadline.Law.ShouldContain("art. 319");
    }

    [Fact]
    public void A_timely_invoice_keeps_its_own_term() =>
        FilingDeadline.For(new DateOnly(2026, 3, 2), taxPoint: new DateOnly(2026, 3, 1)).ShouldBe(FilingDeadline.For(new DateOnly(2026, 3, 2)));
}
