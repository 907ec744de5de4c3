namespace Cerniq.Functions.Lifecycle;

/// <summary>Days as the law and the documents count them: in Bucharest.</summary>
public static class RomanianTime
{
    private static readonly TimeZoneInfo Bucharest = TimeZoneInfo.FindSystemTimeZoneById("Europe/Bucharest");

    /// <summary>Today's date in Bucharest.</summary>
    public static DateOnly Today(TimeProvider clock) => DayOf(clock.GetUtcNow());

    /// <summary>The date in Bucharest at an instant.</summary>
    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(At(at).DateTime);

    /// <summary>An instant as the clock in Bucharest shows it.</summary>
    public static DateTimeOffset At(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Bucharest);

    /// <summary>The instant at which a day begins in Bucharest.</summary>
    public static DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Bucharest.GetUtcOffset(midnight)).ToUniversalTime();
    }
}
