using System.Text;
using System.Text.Json;

namespace Cerniq.Functions.Api;

/// <summary>JSON may write half a character (<c>"\ud800"</c>), which is valid JSON and no text.</summary>
internal static class JsonTexts
{
    /// <returns>The 400 to answer with, or null when all texts can be read.</returns>
    public static Problem? Broken(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\u"u8) < 0)
        {
            return null;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsText(reader))
            {
                var (line, column) = Place(json[..(int)reader.TokenStartIndex]);
                return Problem.BadRequest($"The body is not valid JSON at line {line}, column {column}: half of a surrogate pair is no character.");
            }
        }

        return null;
    }

    private static bool IsText(Utf8JsonReader reader)
    {
        try
        {
            reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static (int Line, int Column) Place(ReadOnlySpan<byte> before)
    {
        var start = before.LastIndexOf((byte)'\n') + 1;
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[start..]) + 1);
    }
}
