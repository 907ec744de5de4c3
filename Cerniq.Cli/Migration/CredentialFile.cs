using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Cerniq.Cli.Migration;

/// <summary>The source's <c>efactura_credentials</c> and <c>efactura_signing</c> as a request to the app. Nothing said of it quotes it.</summary>
/// <param name="AppKeyHeader">Laravel's APP_KEY where it goes in a header: beside a CSV.</param>
internal sealed record CredentialFile(byte[] Body, string ContentType, string? AppKeyHeader)
{
    private const string AppKeyField = "app_key";

    /// <param name="appKey">Laravel's APP_KEY; goes before one that the file holds.</param>
    public static (CredentialFile? Read, FileFault? WhyNot) Read(ReadOnlyMemory<byte> file, string? appKey)
    {
        var (text, whyNot) = PastRows.Text(file);
        appKey = string.IsNullOrWhiteSpace(appKey) ? null : appKey.Trim();
        if (whyNot is not null)
            return (null, whyNot);
        var (read, fault) = PastRows.IsJson(text.Span) ? Json(text, appKey) : Csv(text, appKey);
        return read is { Body.Length: > PastRows.LargestBody }
            ? (null, new FileFault(1, "it is larger than the app takes at once; export only the rows efactura_credentials and efactura_signing"))
            : (read, fault);
    }

    public ByteArrayContent Content() => new(Body) { Headers = { ContentType = new MediaTypeHeaderValue(ContentType) { CharSet = "utf-8" } } };

    /// <summary>The line that first names a field; 1 when none does.</summary>
    public static int LineOf(ReadOnlySpan<byte> file, string field)
    {
        var at = field.Length == 0 ? -1 : file.IndexOf(Encoding.UTF8.GetBytes(field));
        return at < 0 ? 1 : file[..at].Count((byte)'\n') + 1;
    }

    private static (CredentialFile? Read, FileFault? WhyNot) Json(ReadOnlyMemory<byte> text, string? appKey)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (!JsonRows.AreTexts(text.Span))
                return (null, new FileFault(1, "it holds half of a surrogate pair, which is no character"));
            var body = appKey is null ? text.ToArray() : With(appKey, document.RootElement);
            return (new CredentialFile(body, PastRows.Json, null), null);
        }
        catch (JsonException fault)
        {
            return (null, JsonRows.Malformed(fault));
        }
    }

    /// <summary>A list becomes <c>{app_key, rows}</c>; an object keeps its fields.</summary>
    private static byte[] With(string appKey, JsonElement root)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString(AppKeyField, appKey);
            if (root.ValueKind is JsonValueKind.Array)
            {
                writer.WritePropertyName("rows");
                root.WriteTo(writer);
            }
            else
            {
                foreach (var field in root.EnumerateObject().Where(field => !field.NameEquals(AppKeyField)))
                    field.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return body.ToArray();
    }

    private static (CredentialFile? Read, FileFault? WhyNot) Csv(ReadOnlyMemory<byte> text, string? appKey)
    {
        var (heading, _, whyNot) = CsvRows.Split(text);
        if (whyNot is not null)
            return (null, whyNot);
        var names = CsvRows.Names(heading!).ToList();
        return names.Contains("key", StringComparer.Ordinal) && names.Contains("value", StringComparer.Ordinal)
            ? (new CredentialFile(text.ToArray(), PastRows.Csv, appKey), null)
            : (null, new FileFault(heading!.Line, CsvRows.Separated(heading, "the first line has not the columns key and value (and tenant_id)")));
    }
}
