namespace Cerniq.Cli.Migration;

/// <summary>Finds where the records of a CSV begin and end: a line break between quotation marks is part of a cell.</summary>
internal sealed class CsvScanner(ReadOnlyMemory<byte> csv)
{
    private int _at;
    private int _line = 1;

    /// <returns>The next record, or null at the end.</returns>
    public CsvRecord? Next()
    {
        if (_at >= csv.Length)
            return null;
        var text = csv.Span;
        var (start, line, opened) = (_at, _line, _line);
        var (cells, filled, length, quoted) = (1, 0, 0, false);
        for (; _at < text.Length && (quoted || text[_at] != '\n'); _at++)
        {
            var c = text[_at];
            _line += c == '\n' ? 1 : 0;
            if (quoted)
            {
                var isPair = c == '"' && _at + 1 < text.Length && text[_at + 1] == '"';
                quoted = c != '"' || isPair;
                _at += isPair ? 1 : 0;
                length += quoted ? 1 : 0;
            }
            else if (c == '"' && length == 0)
            {
                (quoted, opened) = (true, _line);
            }
            else if (c == ',')
            {
                (cells, length) = (cells + 1, 0);
            }
            else if (!EndsLine(text))
            {
                length++;
            }

            filled = length > 0 ? cells : filled;
        }

        var record = csv[start.._at];
        Pass();
        return new CsvRecord(line, record[..record.Span.TrimEnd((byte)'\r').Length], cells, filled, quoted ? opened : null);
    }

    private bool EndsLine(ReadOnlySpan<byte> text) => text[_at] == '\r' && (_at + 1 == text.Length || text[_at + 1] == '\n');

    /// <summary>Over the line break.</summary>
    private void Pass()
    {
        _at++;
        _line++;
    }
}

/// <param name="Line">The line it begins at, from 1.</param>
/// <param name="Text">Without its line break.</param>
/// <param name="LastFilled">The number of the last cell that is not empty; 0 when all are.</param>
/// <param name="UnclosedAt">The line of a quotation mark that is never closed.</param>
internal sealed record CsvRecord(int Line, ReadOnlyMemory<byte> Text, int Cells, int LastFilled, int? UnclosedAt)
{
    public bool IsBlank => Cells == 1 && (LastFilled == 0 || Text.IsEmpty);
}
