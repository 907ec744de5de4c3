using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Cerniq.Functions.Csv;

/// <summary>A table that is written while it is being read from the store.</summary>
/// <param name="Name">Under which it is saved.</param>
/// <param name="Fill">Writes the rows below the columns' names.</param>
public sealed record CsvFile(
    string Name, CsvDialect Dialect, IReadOnlyList<string> Columns, Func<CsvSheet, CancellationToken, Task> Fill) : IActionResult
{
    public async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "text/csv; charset=utf-8; header=present";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{Name}\"";
        try
        {
            await WriteAsync(http.Response.BodyWriter, http.RequestAborted);
        }
        catch (Exception) when (http.Response.HasStarted)
        {
            // Half a table must not pass for a whole one: the connection breaks, and the caller sees it.
            http.Abort();
            throw;
        }
    }

    internal async Task WriteAsync(System.IO.Pipelines.PipeWriter pipe, CancellationToken cancellationToken)
    {
        if (Dialect.Mark)
        {
            pipe.Write(Encoding.UTF8.Preamble);
        }

        var sheet = new CsvSheet(pipe, Dialect);
        foreach (var column in Columns)
        {
            sheet.Text(column);
        }

        await sheet.EndRowAsync(cancellationToken);
        await Fill(sheet, cancellationToken);
        await sheet.FlushAsync(cancellationToken);
    }
}
