using System.Text;
using System.Text.Json;

namespace Cerniq.EInvoicing.Simple;

/// <summary>Parses JSON into values that know their line and column.</summary>
internal static class JsonTree
{
    private const int MaxDepth = 16;

    /// <summary>The one value in <paramref name="json"/>.</summary>
    /// <exception cref="JsonException">Not JSON; carries line and position from 0.</exception>
    public static JsonValue Parse(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith(Encoding.UTF8.Preamble))
            json = json[Encoding.UTF8.Preamble.Length..];
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var position = new Position();
        reader.Read();
        var root = Value(ref reader, json, ref position);
        while (reader.Read())
        {
            // Reading to the end makes anything after the value an error.
        }

        return root;
    }

    // Tokens come in order, so each line feed is counted once.
    private struct Position
    {
        private int _counted;
        private int _line;
        private int _lineStart;

        public (int Line, int Column) Of(long offset, ReadOnlySpan<byte> json)
        {
            while (_counted < offset)
            {
                if (json[_counted++] == (byte)'\n')
                {
                    _line++;
                    _lineStart = _counted;
                }
            }

            return (_line + 1, Encoding.UTF8.GetCharCount(json[_lineStart..(int)offset]) + 1);
        }
    }

    private static JsonValue Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ref Position position)
    {
        var (line, column) = position.Of(reader.TokenStartIndex, json);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new JsonValue(JsonKind.Object, string.Empty, line, column);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    members.Members.Add((name, Value(ref reader, json, ref position)));
                }

                return members;
            case JsonTokenType.StartArray:
                var items = new JsonValue(JsonKind.Array, string.Empty, line, column);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Items.Add(Value(ref reader, json, ref position));
                return items;
            case JsonTokenType.String:
                return new JsonValue(JsonKind.Text, reader.GetString()!, line, column);
            case JsonTokenType.Number:
                return new JsonValue(JsonKind.Number, Encoding.UTF8.GetString(reader.ValueSpan), line, column);
            case JsonTokenType.True:
                return new JsonValue(JsonKind.True, "true", line, column);
            case JsonTokenType.False:
                return new JsonValue(JsonKind.False, "false", line, column);
            default:
                return new JsonValue(JsonKind.Null, "null", line, column);
        }
    }
}
