using System.Globalization;

namespace Cerniq.Functions.Anaf;

/// <summary>ANAF writes Romanian wall-clock time without a zone.</summary>
internal static class AnafTime
{
    private const string Compact = "yyyyMMddHHmm";
    private const string Spoken = "dd-MM-yyyy HH:mm:ss";

    private static readonly TimeZoneInfo Bucharest = TimeZoneInfo.FindSystemTimeZoneById("Europe/Bucharest");

    /// <summary>Reads <c>202108051140</c>; null when it is something else.</summary>
    public static DateTimeOffset? FromCompact(string? text) => Parse(text, Compact);

    /// <summary>Reads <c>30-07-2026 15:15:27</c>; null when it is something else.</summary>
    public static DateTimeOffset? FromSpoken(string? text) => Parse(text, Spoken);

    /// <summary>The day in Romania, by which the daily quotas count.</summary>
    public static DateOnly DayOf(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Bucharest).DateTime);

    /// <summary>How long the daily quotas stay used up.</summary>
    public static TimeSpan UntilMidnight(DateTimeOffset now)
    {
        var tomorrow = TimeZoneInfo.ConvertTime(now, Bucharest).Date.AddDays(1);
        return At(tomorrow) - now;
    }

    private static DateTimeOffset? Parse(string? text, string shape) =>
        DateTime.TryParseExact(text, shape, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall) ? At(wall) : null;

    private static DateTimeOffset At(DateTime wall) => new DateTimeOffset(wall, Bucharest.GetUtcOffset(wall)).ToUniversalTime();
}
