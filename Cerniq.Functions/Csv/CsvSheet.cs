using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Csv;

/// <summary>Writes a table row by row into a pipe, holding no more than a few rows at a time.</summary>
public sealed class CsvSheet(PipeWriter pipe, CsvDialect dialect)
{
    private const int FlushAt = 32 * 1024;

    private readonly StringBuilder _row = new(256);
    private int _fields;
    private int _unflushed;

    /// <summary>How many rows have been written, the one of the columns' names among them.</summary>
    public long Rows { get; private set; }

    public CsvSheet Text(string? text) => Append(text is null ? "" : CsvText.Field(text));

    /// <summary>An amount of money, with the decimals its currency has; more where it has more itself.</summary>
    public CsvSheet Amount(decimal? amount, string? currency) =>
        Append(amount is { } value ? Number(Currencies.Number(value, currency)) : "");

    /// <summary>A number as it is, such as a rate.</summary>
    public CsvSheet Number(decimal? number) =>
        Append(number is { } value ? Number(value.ToString("0.############################", CultureInfo.InvariantCulture)) : "");

    public CsvSheet Day(DateOnly? day) => Append(day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "");

    /// <summary>An instant, as the clock in Bucharest showed it.</summary>
    public CsvSheet Moment(DateTimeOffset? at) => Append(
        at is { } instant ? Lifecycle.RomanianTime.At(instant).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "");

    /// <summary>Ends the row; what has gathered is sent once it is worth a packet.</summary>
    public async ValueTask EndRowAsync(CancellationToken cancellationToken)
    {
        _row.Append("\r\n");
        _unflushed += checked((int)Encoding.UTF8.GetBytes(_row.ToString(), pipe));
        _row.Clear();
        _fields = 0;
        Rows++;
        if (_unflushed >= FlushAt)
        {
            await FlushAsync(cancellationToken);
        }
    }

    internal async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _unflushed = 0;
        await pipe.FlushAsync(cancellationToken);
    }

    private string Number(string text) => dialect.DecimalMark == '.' ? text
        : dialect.Separator == dialect.DecimalMark ? '"' + text.Replace('.', dialect.DecimalMark) + '"'
        : text.Replace('.', dialect.DecimalMark);

    private CsvSheet Append(string field)
    {
        if (_fields++ > 0)
        {
            _row.Append(dialect.Separator);
        }

        _row.Append(field);
        return this;
    }
}
