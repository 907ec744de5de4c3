namespace Cerniq.Functions.Lifecycle;

/// <summary>Days as the law and the documents count them: in Bucharest.</summary>
public static class RomanianTime
{
    private static readonly TimeZoneInfo Bucharest = TimeZoneInfo.FindSystemTimeZoneById("Europe/Bucharest");

    /// <summary>Today's date in Bucharest.</summary>
    public static DateOnly Today(TimeProvider clock) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Bucharest).DateTime);

    /// <summary>The instant at which a day begins in Bucharest.</summary>
    public static DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Bucharest.GetUtcOffset(midnight)).ToUniversalTime();
    }
}
