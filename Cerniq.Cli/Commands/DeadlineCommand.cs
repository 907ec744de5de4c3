using System.CommandLine;
using System.Globalization;
using Cerniq.EInvoicing.Calendar;

namespace Cerniq.Cli.Commands;

/// <summary><c>cerniq deadline</c>.</summary>
internal static class DeadlineCommand
{
    private const string DateHelp = "YYYY-MM-DD, from 2000 to 2098";

    public static Command Create()
    {
        var issued = new Argument<DateOnly>("DATE") { Description = $"The invoice's issue date, {DateHelp}.", CustomParser = Parse };
        var taxPoint = new Option<DateOnly?>("--tax-point")
        {
            Description = $"The day VAT became due, when it is another, {DateHelp}.",
            CustomParser = result => Parse(result),
        };
        var command = new Command("deadline", "The last day to send an invoice to RO e-Factura.") { issued, taxPoint };
        command.SetAction(parsed =>
        {
            var date = parsed.GetValue(issued);
            var deadline = parsed.GetValue(taxPoint) is { } due ? FilingDeadline.For(date, due) : FilingDeadline.For(date);
            Write(parsed.InvocationConfiguration.Output, deadline);
            return ExitCode.Ok;
        });
        return command;
    }

    private static DateOnly Parse(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 2000 and <= 2098)
            return date;
        result.AddError($"'{text}' is not a date: write {DateHelp}.");
        return default;
    }

    private static void Write(TextWriter output, FilingDeadline deadline)
    {
        output.WriteLine($"{deadline.LastDay:yyyy-MM-dd} ({deadline.LastDay.DayOfWeek})");
        output.WriteLine(deadline.Law);
        for (var day = deadline.IssueDate.AddDays(1); deadline.Days == TermDays.Working && day <= deadline.LastDay; day = day.AddDays(1))
        {
            if (RomanianHolidays.On(day) is { } holiday)
                output.WriteLine($"  not counted: {day:yyyy-MM-dd} {holiday.NameRo}");
        }
    }
}
