using System.Text.Json;

namespace Cerniq.Cli.Migration;

/// <summary>Cuts a JSON list into its elements.</summary>
internal static class JsonRows
{
    private const int Deepest = 64;

    /// <summary>As strict as the app, so that one such row does not keep it from taking the others.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = Deepest };

    public static (PastRows? Read, FileFault? WhyNot) Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            var rows = Rows(json);
            return rows is null ? (null, new FileFault(1, "it is no list; rows are expected as [{…}, {…}]"))
                : rows.Count == 0 ? (null, new FileFault(1, "there are no rows in it"))
                : (new PastRows(rows, PastRows.Json, "["u8.ToArray(), (byte)',', (byte)']'), null);
        }
        catch (JsonException fault)
        {
            return (null, Malformed(fault));
        }
    }

    /// <summary>Where the JSON ends to be one. What stands there is not said: it may be a secret.</summary>
    public static FileFault Malformed(JsonException fault) =>
        new((int)(fault.LineNumber ?? 0) + 1, $"it is not valid JSON from column {(fault.BytePositionInLine ?? 0) + 1} on");

    private static List<PastRow>? Rows(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = Deepest });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            return null;
        var rows = new List<PastRow>();
        var (line, counted) = (1, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            line += json.Span[counted..start].Count((byte)'\n');
            counted = start;
            reader.Skip();
            var text = json[start..(int)reader.BytesConsumed];
            rows.Add(new PastRow(rows.Count + 1, line, text, Fault(text)));
        }

        // Sees to it that nothing follows the list.
        reader.Read();
        return rows;
    }

    private static string? Fault(ReadOnlyMemory<byte> row)
    {
        try
        {
            using var document = JsonDocument.Parse(row, Strict);
        }
        catch (JsonException)
        {
            return "it names a field twice";
        }

        return AreTexts(row.Span) ? null : "it holds half of a surrogate pair, which is no character";
    }

    /// <summary>JSON can write half a character.</summary>
    public static bool AreTexts(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\u"u8) < 0)
            return true;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Deepest });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    reader.GetString();
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
