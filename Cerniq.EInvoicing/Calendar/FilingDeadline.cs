namespace Cerniq.EInvoicing.Calendar;

/// <summary>How the days of a filing term are counted.</summary>
public enum TermDays
{
    /// <summary>Every day counts.</summary>
    Calendar,

    /// <summary>Saturdays, Sundays and public holidays do not count.</summary>
    Working,
}

/// <summary>The last day on which an invoice may be sent to RO e-Factura, and the law that says so.</summary>
/// <param name="IssueDate">The invoice's issue date (BT-2); the term is counted from the day after it.</param>
/// <param name="LastDay">The last day allowed; the term ends at 24:00 Romanian time.</param>
/// <param name="Days">How the five days were counted.</param>
/// <param name="Mandatory">False before 2024, when filing was not a general duty.</param>
/// <param name="Law">The provision, in Romanian.</param>
public sealed record FilingDeadline(DateOnly IssueDate, DateOnly LastDay, TermDays Days, bool Mandatory, string Law)
{
    private const int TermLength = 5;

    private sealed record Term(DateOnly From, TermDays Days, bool Mandatory, string Law);

    private static readonly Term[] Terms =
    [
        new(new(2026, 1, 1), TermDays.Working, true, "art. 10 alin. (7) OUG 120/2021, modificat de OUG 89/2025: 5 zile lucrătoare de la emitere"),
        new(new(2024, 7, 1), TermDays.Calendar, true, "art. 10 alin. (7) OUG 120/2021: 5 zile calendaristice de la emitere"),
        new(new(2024, 1, 1), TermDays.Working, true, "art. LIX Legea 296/2023: 5 zile lucrătoare de la emitere"),
        new(DateOnly.MinValue, TermDays.Calendar, false, "înainte de 1 ianuarie 2024 raportarea nu era o obligație generală; termen orientativ de 5 zile calendaristice"),
    ];

    /// <summary>
    /// The deadline for an invoice issued on <paramref name="issueDate"/>. A term in calendar days is not prolonged when it
    /// ends on a holiday: filing by this day is on time under either reading of the law.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A year outside 1900 to 2099.</exception>
    public static FilingDeadline For(DateOnly issueDate)
    {
        var term = TermOn(issueDate);
        return new FilingDeadline(issueDate, Count(issueDate, term.Days), term.Days, term.Mandatory, term.Law);
    }

    /// <summary>
    /// As <see cref="For(DateOnly)"/>, and from 2026 also not later than five working days after the last day on which the
    /// invoice had to be issued: the 15th of the month after <paramref name="taxPoint"/> (art. 319 alin. (16) Cod fiscal).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A year outside 1900 to 2099.</exception>
    public static FilingDeadline For(DateOnly issueDate, DateOnly taxPoint)
    {
        var deadline = For(issueDate);
        if (issueDate < Terms[0].From)
            return deadline;
        var nextMonth = new DateOnly(taxPoint.Year, taxPoint.Month, 1).AddMonths(1);
        var latest = Count(nextMonth.AddDays(14), TermDays.Working);
        return latest >= deadline.LastDay
            ? deadline
            : deadline with { LastDay = latest, Law = deadline.Law + ", dar nu mai târziu de 5 zile lucrătoare de la data-limită de emitere (art. 319 alin. (16) Cod fiscal)" };
    }

    private static Term TermOn(DateOnly issueDate) => Array.Find(Terms, term => issueDate >= term.From)!;

    private static DateOnly Count(DateOnly from, TermDays days) =>
        days == TermDays.Working ? RomanianHolidays.AddWorkingDays(from, TermLength) : from.AddDays(TermLength);
}
