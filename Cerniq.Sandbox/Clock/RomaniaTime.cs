namespace Cerniq.Sandbox.Clock;

/// <summary>Romania's wall clock: UTC+2, and UTC+3 from the last Sunday of March to the last Sunday of October, both at 01:00 UTC.
/// Computed, because a machine may have no time-zone data.</summary>
internal static class RomaniaTime
{
    public static DateTimeOffset Of(DateTimeOffset instant)
    {
        var utc = instant.UtcDateTime;
        var summer = utc >= LastSunday(utc.Year, 3) && utc < LastSunday(utc.Year, 10);
        return instant.ToOffset(TimeSpan.FromHours(summer ? 3 : 2));
    }

    public static DateOnly Today(TimeProvider time) => DateOnly.FromDateTime(Of(time.GetUtcNow()).DateTime);

    /// <summary>yyyyMMddHHmm, as in ANAF's headers and lists.</summary>
    public static string Minute(DateTimeOffset instant) => Of(instant).ToString("yyyyMMddHHmm");

    /// <summary>dd-MM-yyyy HH:mm:ss, as in ANAF's messages.</summary>
    public static string Second(DateTimeOffset instant) => Of(instant).ToString("dd-MM-yyyy HH:mm:ss");

    private static DateTime LastSunday(int year, int month)
    {
        var last = new DateTime(year, month, 31, 1, 0, 0, DateTimeKind.Utc);
        return last.AddDays(-(int)last.DayOfWeek);
    }
}
