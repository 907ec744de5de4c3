using System.Net.Http.Headers;
using System.Text.Unicode;

namespace Cerniq.Cli.Migration;

/// <summary>The rows of a file, each as the bytes it is, so that any part of them can be sent as a file of its own.</summary>
/// <param name="Opening">What a file of such rows begins with: a CSV's heading, a list's bracket.</param>
internal sealed record PastRows(IReadOnlyList<PastRow> Rows, string ContentType, ReadOnlyMemory<byte> Opening, byte Separator, byte Closing)
{
    public const string Json = "application/json";
    public const string Csv = "text/csv";

    /// <summary>What a request may hold, in the app: 5 MB.</summary>
    public const int LargestBody = 5 * 1024 * 1024;

    /// <summary>A request is answered when all its rows are stored; gateways wait for minutes, not hours.</summary>
    public const int MostRows = 500;

    /// <summary>JSON or CSV, whichever it is by its first character.</summary>
    public static (PastRows? Read, FileFault? WhyNot) Read(ReadOnlyMemory<byte> file)
    {
        var (text, whyNot) = Text(file);
        return whyNot is not null ? (null, whyNot) : IsJson(text.Span) ? JsonRows.Read(text) : CsvRows.Read(text);
    }

    /// <summary>The text without its mark, if it is UTF-8.</summary>
    public static (ReadOnlyMemory<byte> Text, FileFault? WhyNot) Text(ReadOnlyMemory<byte> file)
    {
        var text = file.Span.StartsWith("\uFEFF"u8) ? file[3..] : file;
        if (text.Span.Trim(" \t\r\n"u8).IsEmpty)
            return (text, new FileFault(1, "there is nothing in it"));
        return Utf8.IsValid(text.Span) ? (text, null) : (text, new FileFault(FirstBadLine(text.Span), "the file is not in UTF-8; save it as CSV UTF-8 or as JSON"));
    }

    public static bool IsJson(ReadOnlySpan<byte> text) => text.TrimStart(" \t\r\n"u8) is [(byte)'[' or (byte)'{', ..];

    /// <summary>How long a request of one row alone is.</summary>
    public int SizeOf(PastRow row) => Opening.Length + row.Text.Length + 1;

    /// <summary>The rows in portions that the app takes at once. Each row alone has to fit.</summary>
    public static IEnumerable<IReadOnlyList<PastRow>> Portions(IEnumerable<PastRow> rows, int opening, int largestBody = LargestBody, int mostRows = MostRows)
    {
        var (portion, size) = (new List<PastRow>(), opening);
        foreach (var row in rows)
        {
            if (portion.Count == mostRows || (portion.Count > 0 && size + row.Text.Length + 1 > largestBody))
            {
                yield return portion;
                (portion, size) = ([], opening);
            }

            portion.Add(row);
            size += row.Text.Length + 1;
        }

        if (portion.Count > 0)
            yield return portion;
    }

    /// <summary>A file of these rows alone.</summary>
    public ByteArrayContent Content(IReadOnlyList<PastRow> rows)
    {
        var body = new byte[Opening.Length + rows.Sum(row => row.Text.Length + 1)];
        Opening.CopyTo(body);
        var at = Opening.Length;
        foreach (var row in rows)
        {
            row.Text.CopyTo(body.AsMemory(at));
            at += row.Text.Length + 1;
            body[at - 1] = Separator;
        }

        body[^1] = Closing;
        return new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(ContentType) { CharSet = "utf-8" } } };
    }

    private static int FirstBadLine(ReadOnlySpan<byte> text)
    {
        var line = 1;
        foreach (var range in text.Split((byte)'\n'))
        {
            if (!Utf8.IsValid(text[range]))
                break;
            line++;
        }

        return line;
    }
}

/// <param name="Number">From 1 as it stands in the file; a CSV's heading is not counted.</param>
/// <param name="Line">The line it begins at.</param>
/// <param name="WhyNot">Why it cannot even be sent; null when it can.</param>
internal sealed record PastRow(int Number, int Line, ReadOnlyMemory<byte> Text, string? WhyNot = null);

/// <summary>Why a file is not read at all.</summary>
internal sealed record FileFault(int Line, string Words);
