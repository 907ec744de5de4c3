using Cerniq.Functions.Api;
using Microsoft.AspNetCore.Http;

namespace Cerniq.Functions.Csv;

/// <summary>How a table is written.</summary>
/// <param name="Mark">Whether it begins with the mark by which a spreadsheet knows UTF-8; without it Excel shows ș and å as two letters.</param>
public sealed record CsvDialect(char Separator, char DecimalMark, bool Mark)
{
    private static readonly CsvDialect International = new(',', '.', Mark: true);

    /// <summary>What a spreadsheet set to Romanian or Danish opens without being asked.</summary>
    private static readonly CsvDialect Continental = new(';', ',', Mark: true);

    /// <summary><c>?format=rfc4180|ro|dk&amp;bom=true|false</c>.</summary>
    public static Body<CsvDialect> Read(HttpRequest request)
    {
        CsvDialect? dialect = request.Query["format"].ToString().ToLowerInvariant() switch
        {
            "" or "rfc4180" => International,
            "ro" or "dk" => Continental,
            _ => null,
        };
        if (dialect is null)
        {
            return Problem.BadField("format", "must be rfc4180, ro or dk");
        }

        return request.Query["bom"].ToString().ToLowerInvariant() switch
        {
            "" or "true" => new Body<CsvDialect>(dialect, null),
            "false" => new Body<CsvDialect>(dialect with { Mark = false }, null),
            _ => Problem.BadField("bom", "must be true or false"),
        };
    }
}
