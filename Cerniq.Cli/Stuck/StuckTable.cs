using System.Globalization;
using Cerniq.Cli.Rendering;

namespace Cerniq.Cli.Stuck;

/// <summary>What is stuck, for a person: an instance a line, what it waits for beneath. Lines are left whole, to be searched and copied.</summary>
internal sealed class StuckTable(TextWriter output, DateTimeOffset now)
{
    private static readonly string[] Heads = ["WAITED", "INSTANCE", "ORCHESTRATOR", "STATUS"];

    private readonly Style _style = new(output);

    public void Write(IReadOnlyList<StuckInstance> instances)
    {
        var rows = instances.Select(Cells).ToList();
        var widths = Heads.Select((head, column) => Math.Max(head.Length, rows.Max(row => row[column].Length))).ToArray();
        output.WriteLine(_style.Bold(Line(Heads, widths)));
        foreach (var (instance, cells) in instances.Zip(rows))
        {
            output.WriteLine(Line(cells, widths));
            if (instance.Problem is { } problem)
                output.WriteLine($"  {_style.Red("cannot go on")}: {OneLine(problem)}");
            foreach (var wait in instance.WaitingFor ?? [])
                Write(wait);
        }
    }

    private string[] Cells(StuckInstance instance) =>
        [Lasted(now - instance.WaitingSince!.Value), OneLine(instance.InstanceId), OneLine(instance.Name), instance.RuntimeStatus];

    private void Write(StuckWait wait)
    {
        var facts = new[]
        {
            $"for {Lasted(now - wait.Since)}",
            wait.Attempt > 1 ? $"attempt {wait.Attempt}" : null,
            wait.DueAt is { } due ? $"due {due.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC" : null,
            wait.InstanceId is { } child ? $"instance {OneLine(child)}" : null,
        };
        output.WriteLine($"  {_style.Yellow($"{wait.Kind} {OneLine(wait.Name)}".TrimEnd())} {string.Join(", ", facts.Where(fact => fact is not null))}");
        if (wait.LastError is { } error)
            output.WriteLine($"      last error {OneLine(error)}");
    }

    private static string Line(string[] cells, int[] widths) => string.Join("  ", cells.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();

    /// <summary>Names and errors come from elsewhere: nothing in them may move a terminal's cursor.</summary>
    private static string OneLine(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));

    /// <summary>In the two largest units, such as <c>3d 04h</c>.</summary>
    private static string Lasted(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays}d {time.Hours:00}h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours}h {time.Minutes:00}m"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m {time.Seconds:00}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.Seconds)}s"),
    };
}
