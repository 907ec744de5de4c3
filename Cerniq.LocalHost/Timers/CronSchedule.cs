using NCrontab;

namespace Cerniq.LocalHost.Timers;

/// <summary>A crontab on the wall clock of a time zone.</summary>
/// <param name="cron">The crontab.</param>
/// <param name="isInterval">It repeats within the hour: runs through both passes of the hour that clocks repeat in autumn.
/// Otherwise it runs in that hour once, the first time.</param>
/// <param name="zone">Whose wall clock.</param>
internal sealed class CronSchedule(CrontabSchedule cron, bool isInterval, TimeZoneInfo zone) : TimerSchedule
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public override DateTimeOffset Next(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var candidate = local;
        while (true)
        {
            candidate = cron.GetNextOccurrence(candidate);
            if (candidate.Year >= 9999)
            {
                return DateTimeOffset.MaxValue;
            }

            var due = isInterval && candidate - local <= Hour ? now + (candidate - local) : OnTheWall(candidate);
            if (due > now)
            {
                return due;
            }
        }
    }

    private DateTimeOffset OnTheWall(DateTime local)
    {
        if (zone.IsInvalidTime(local))
        {
            // Clocks jump over this time: it is due as long after the jump as it lies after its beginning.
            return new DateTimeOffset(local, zone.GetUtcOffset(local - Hour)).ToUniversalTime();
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
