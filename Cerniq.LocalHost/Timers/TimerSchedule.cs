using System.Globalization;
using NCrontab;

namespace Cerniq.LocalHost.Timers;

/// <summary>When a timer is due.</summary>
internal abstract class TimerSchedule
{
    private static readonly TimeSpan Monitored = TimeSpan.FromMinutes(1);

    /// <summary>The first time after <paramref name="now"/>; <see cref="DateTimeOffset.MaxValue"/> when there is none.</summary>
    public abstract DateTimeOffset Next(DateTimeOffset now);

    /// <summary>True when it is due more often than once a minute: then its status is not kept.</summary>
    public bool IsTooFrequentToMonitor(DateTimeOffset now)
    {
        var earlier = Next(now);
        for (var i = 0; i < 5 && earlier != DateTimeOffset.MaxValue; i++)
        {
            var later = Next(earlier);
            if (later - earlier < Monitored)
            {
                return true;
            }

            earlier = later;
        }

        return false;
    }

    /// <summary>Reads an NCRONTAB expression of six or five fields, or a period "hh:mm:ss".</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static TimerSchedule Parse(string expression, TimeZoneInfo zone)
    {
        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var options = new CrontabSchedule.ParseOptions { IncludingSeconds = fields.Length == 6 };
        if (fields.Length is 5 or 6 && CrontabSchedule.TryParse(expression, options) is { } cron)
        {
            return new CronSchedule(cron, IsInterval(fields), zone);
        }

        return TimeSpan.TryParse(expression, CultureInfo.InvariantCulture, out var period) && period > TimeSpan.Zero
            ? new ConstantSchedule(period)
            : throw new ArgumentException($"The schedule '{expression}' is neither an NCRONTAB expression nor a period hh:mm:ss.", nameof(expression));
    }

    /// <summary>A schedule that repeats within the hour goes by elapsed time; one with a fixed time of day by the clock on the wall.</summary>
    private static bool IsInterval(string[] fields) =>
        fields.Take(fields.Length - 3).Any(field => field.AsSpan().ContainsAny('*', '/', '-'));
}

internal sealed class ConstantSchedule(TimeSpan period) : TimerSchedule
{
    public override DateTimeOffset Next(DateTimeOffset now) => now + period;
}
