using System.Globalization;
using Cerniq.LocalHost.Timers;

namespace Cerniq.LocalHost.Tests.Timers;

public sealed class TimerScheduleTests
{
    private static readonly TimeZoneInfo Bucharest = TimeZoneInfo.FindSystemTimeZoneById("Europe/Bucharest");

    [Theory]
    [InlineData("0 */5 * * * *", "2026-03-01T08:02:00Z", "2026-03-01T08:05:00Z")]
    [InlineData("*/5 * * * *", "2026-03-01T08:02:00Z", "2026-03-01T08:05:00Z")]
    [InlineData("0 30 9 * * MON-FRI", "2026-02-27T10:00:00Z", "2026-03-02T09:30:00Z")]
    [InlineData("0 0 0 29 2 *", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("00:30:00", "2026-03-01T08:02:00Z", "2026-03-01T08:32:00Z")]
    public void Finds_the_next_time(string expression, string now, string next) =>
        TimerSchedule.Parse(expression, TimeZoneInfo.Utc).Next(At(now)).ShouldBe(At(next));

    [Theory]
    [InlineData("never")]
    [InlineData("* * *")]
    [InlineData("0 61 * * * *")]
    [InlineData("-00:01:00")]
    public void Refuses_what_is_no_schedule(string expression) =>
        Should.Throw<ArgumentException>(() => TimerSchedule.Parse(expression, TimeZoneInfo.Utc)).Message.ShouldContain(expression);

    [Fact]
    public void A_day_that_never_comes_is_never_due() =>
        TimerSchedule.Parse("0 0 0 31 2 *", TimeZoneInfo.Utc).Next(At("2026-03-01T08:00:00Z")).ShouldBe(DateTimeOffset.MaxValue);

    [Theory]
    [InlineData("*/10 * * * * *", true)]
    [InlineData("0,30 * * * * *", true)]
    [InlineData("0 * * * * *", false)]
    [InlineData("00:00:59", true)]
    [InlineData("00:01:00", false)]
    public void Tells_what_is_too_frequent_to_monitor(string expression, bool expected) =>
        TimerSchedule.Parse(expression, TimeZoneInfo.Utc).IsTooFrequentToMonitor(At("2026-03-01T08:00:00Z")).ShouldBe(expected);

    [Fact]
    public void A_fixed_time_keeps_to_the_clock_on_the_wall_when_clocks_change()
    {
        var nine = TimerSchedule.Parse("0 0 9 * * *", Bucharest);

        nine.Next(At("2026-03-28T10:00:00Z")).ShouldBe(At("2026-03-29T06:00:00Z"));
        nine.Next(At("2026-03-27T10:00:00Z")).ShouldBe(At("2026-03-28T07:00:00Z"));
    }

    [Fact]
    public void A_fixed_time_in_the_repeated_hour_runs_once_and_one_in_the_skipped_hour_is_not_lost()
    {
        var halfPastThree = TimerSchedule.Parse("0 30 3 * * *", Bucharest);

        var first = halfPastThree.Next(At("2026-10-24T12:00:00Z"));
        first.ShouldBe(At("2026-10-25T00:30:00Z"));
        halfPastThree.Next(first).ShouldBe(At("2026-10-26T01:30:00Z"));
        halfPastThree.Next(At("2026-03-28T12:00:00Z")).ShouldBe(At("2026-03-29T01:30:00Z"));
    }

    [Fact]
    public void An_interval_runs_through_both_passes_of_the_repeated_hour()
    {
        var schedule = TimerSchedule.Parse("0 */15 * * * *", Bucharest);
        var time = At("2026-10-24T23:59:00Z");
        var runs = new List<DateTimeOffset>();
        while ((time = schedule.Next(time)) < At("2026-10-25T02:00:00Z"))
        {
            runs.Add(time);
        }

        runs.Count.ShouldBe(8);
        runs.Zip(runs.Skip(1), (earlier, later) => later - earlier).Distinct().ShouldBe([TimeSpan.FromMinutes(15)]);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
