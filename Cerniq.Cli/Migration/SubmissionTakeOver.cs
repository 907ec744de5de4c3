using System.Net;
using System.Text.Json;
using Cerniq.Cli.Http;

namespace Cerniq.Cli.Migration;

/// <summary>Gives the rows of a file to the app, portion by portion, and says what became of each.</summary>
/// <param name="name">The file's, as errors give it.</param>
internal sealed class SubmissionTakeOver(AppConnection app, string tenant, string name, TextWriter output, TextWriter error)
{
    private const string TooLarge = "it is larger than the app takes at once; give it without efactura_response";

    private int _taken;
    private int _known;
    private int _refused;

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        var (read, unreadable) = PastRows.Read(file);
        if (read is null)
        {
            error.WriteLine($"{name}:{unreadable!.Line}: {unreadable.Words}");
            return ExitCode.Unreadable;
        }

        var portions = PastRows.Portions(read.Rows.Where(row => MayBeSent(row, read)), read.Opening.Length);
        foreach (var portion in portions)
        {
            if (await SendAsync(read, portion, cancellationToken) is { } stopped)
                return Stop(stopped);
            if (portion[^1].Number < read.Rows.Count)
                error.WriteLine($"{name}: {portion[^1].Number} of {read.Rows.Count} rows");
        }

        Sum();
        output.WriteLine(
            _refused > 0 ? "  what was refused can be mended and the whole file given again: nothing is taken twice"
            : _taken == 0 ? "  nothing is new: all of it was there already"
            : "  given again, the file changes nothing");
        return _refused > 0 ? ExitCode.Invalid : ExitCode.Ok;
    }

    private bool MayBeSent(PastRow row, PastRows read)
    {
        var whyNot = row.WhyNot ?? (read.SizeOf(row) > PastRows.LargestBody ? TooLarge : null);
        if (whyNot is not null)
            Refuse(row, whyNot);
        return whyNot is null;
    }

    /// <returns>Why it cannot go on, or null.</returns>
    private async Task<Stopped?> SendAsync(PastRows read, IReadOnlyList<PastRow> portion, CancellationToken cancellationToken)
    {
        using var body = read.Content(portion);
        var answer = await app.SendAsync(HttpMethod.Post, AppConnection.TenantPath(tenant, "efactura/migrate"), body, cancellationToken);
        if (answer.Status == HttpStatusCode.RequestEntityTooLarge)
            return await HalveAsync(read, portion, cancellationToken);
        return answer.WhyNot is { } whyNot ? new Stopped(portion, whyNot) : Take(portion, answer.Body);
    }

    /// <summary>Something on the way takes less at once than the app does.</summary>
    private async Task<Stopped?> HalveAsync(PastRows read, IReadOnlyList<PastRow> portion, CancellationToken cancellationToken)
    {
        if (portion.Count == 1)
        {
            Refuse(portion[0], TooLarge);
            return null;
        }

        var half = portion.Count / 2;
        return await SendAsync(read, [.. portion.Take(half)], cancellationToken)
            ?? await SendAsync(read, [.. portion.Skip(half)], cancellationToken);
    }

    private Stopped? Take(IReadOnlyList<PastRow> portion, byte[] body)
    {
        if (Answer(body) is not { } answer || answer.Taken + answer.Known + answer.Skipped.Count != portion.Count || answer.Skipped.Any(row => row.Row < 1 || row.Row > portion.Count))
            return new Stopped(portion, $"{app.Address} answered something else than an account of these rows; is it the app, in this version?");
        (_taken, _known) = (_taken + answer.Taken, _known + answer.Known);
        foreach (var skipped in answer.Skipped)
            Refuse(portion[skipped.Row - 1], skipped.Why);
        return null;
    }

    private void Refuse(PastRow row, string whyNot)
    {
        _refused++;
        output.WriteLine($"{name}:{row.Line}: row {row.Number} refused: {whyNot}");
    }

    private int Stop(Stopped stopped)
    {
        var (first, last) = (stopped.Rows[0], stopped.Rows[^1]);
        error.WriteLine($"{name}:{first.Line}: rows {first.Number} to {last.Number}: {stopped.WhyNot}");
        Sum();
        error.WriteLine("stopped there; give the whole file again when that is mended: nothing is taken twice");
        return ExitCode.Unreadable;
    }

    private void Sum() => output.WriteLine($"taken: {_taken}, already there: {_known}, refused: {_refused}");

    private static TakeOver? Answer(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<TakeOver>(body, JsonSerializerOptions.Web) is { Skipped: not null } answer ? answer : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Stopped(IReadOnlyList<PastRow> Rows, string WhyNot);

    private sealed record TakeOver(int Taken, int Known, IReadOnlyList<SkippedRow> Skipped);

    private sealed record SkippedRow(int Row, string Why);
}
