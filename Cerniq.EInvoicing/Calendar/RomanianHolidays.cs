namespace Cerniq.EInvoicing.Calendar;

/// <summary>A Romanian public holiday.</summary>
/// <param name="Date">The day.</param>
/// <param name="NameRo">Its name in Romanian.</param>
/// <param name="NameEn">Its name in English.</param>
public sealed record Holiday(DateOnly Date, string NameRo, string NameEn);

/// <summary>
/// Legal public holidays (art. 139 Codul muncii), each from the year it took effect. Days that a government grants to
/// public employees only are working days here: they do not move a filing term.
/// </summary>
public static class RomanianHolidays
{
    private sealed record Fixed(int Month, int Day, int Since, string NameRo, string NameEn);

    private sealed record Movable(int AfterEaster, int Since, string NameRo, string NameEn);

    private static readonly Fixed[] FixedDays =
    [
        new(1, 1, 0, "Anul Nou", "New Year"),
        new(1, 2, 0, "A doua zi de Anul Nou", "Day after New Year"),
        new(1, 6, 2024, "Boboteaza", "Epiphany"), // Legea 52/2023
        new(1, 7, 2024, "Sfântul Ioan", "St John"), // Legea 52/2023
        new(1, 24, 2017, "Ziua Unirii Principatelor Române", "Union of the Principalities"), // Legea 176/2016
        new(5, 1, 0, "Ziua Muncii", "Labour Day"),
        new(6, 1, 2017, "Ziua Copilului", "Children's Day"), // Legea 220/2016
        new(8, 15, 2009, "Adormirea Maicii Domnului", "Dormition"), // Legea 202/2008
        new(11, 30, 2012, "Sfântul Andrei", "St Andrew"), // Legea 147/2012
        new(12, 1, 0, "Ziua Națională", "National Day"),
        new(12, 25, 0, "Crăciunul", "Christmas"),
        new(12, 26, 0, "A doua zi de Crăciun", "Second day of Christmas"),
    ];

    private static readonly Movable[] MovableDays =
    [
        new(-2, 2018, "Vinerea Mare", "Good Friday"), // Legea 64/2018
        new(0, 0, "Paștele", "Easter"),
        new(1, 0, "A doua zi de Paști", "Easter Monday"),
        new(49, 2009, "Rusaliile", "Pentecost"), // Legea 202/2008
        new(50, 2009, "A doua zi de Rusalii", "Whit Monday"), // Legea 202/2008
    ];

    /// <summary>
    /// Orthodox Easter in the civil calendar, by the Julian computus; valid from 1900 to 2099, where the calendars are 13 days apart.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A year outside 1900 to 2099.</exception>
    public static DateOnly OrthodoxEaster(int year)
    {
        if (year is < 1900 or > 2099)
            throw new ArgumentOutOfRangeException(nameof(year), year, "Orthodox Easter is computed for 1900 to 2099.");
        var epact = (19 * (year % 19) + 15) % 30;
        var weekday = (2 * (year % 4) + 4 * (year % 7) - epact + 34) % 7;
        var month = (epact + weekday + 114) / 31;
        var day = (epact + weekday + 114) % 31 + 1;
        return new DateOnly(year, month, day).AddDays(13);
    }

    /// <summary>The public holidays of a year, in order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A year outside 1900 to 2099.</exception>
    public static IReadOnlyList<Holiday> Of(int year)
    {
        var easter = OrthodoxEaster(year);
        var fixedDays = FixedDays.Where(day => year >= day.Since)
            .Select(day => new Holiday(new DateOnly(year, day.Month, day.Day), day.NameRo, day.NameEn));
        var movable = MovableDays.Where(day => year >= day.Since)
            .Select(day => new Holiday(easter.AddDays(day.AfterEaster), day.NameRo, day.NameEn));
        return [.. fixedDays.Concat(movable).OrderBy(holiday => holiday.Date)];
    }

    /// <summary>The holiday on a day, or null. Two can fall together (1 June and Whit Monday): the first in law order is given.</summary>
    public static Holiday? On(DateOnly date) => Of(date.Year).FirstOrDefault(holiday => holiday.Date == date);

    /// <summary>True for Monday to Friday outside public holidays.</summary>
    public static bool IsWorkingDay(DateOnly date) =>
        date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && On(date) is null;

    /// <summary>The working day that is <paramref name="count"/> working days after <paramref name="date"/>, that day itself not counted.</summary>
    public static DateOnly AddWorkingDays(DateOnly date, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        while (count > 0)
        {
            date = date.AddDays(1);
            if (IsWorkingDay(date))
                count--;
        }

        return date;
    }
}
