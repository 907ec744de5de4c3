using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cerniq.Functions.Services;

/// <summary>Reads a decimal that may come as a number or as text; empty text is none.</summary>
public sealed class TolerantDecimal : JsonConverter<decimal?>
{
    public override bool HandleNull => true;

    public override decimal? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number => reader.GetDecimal(),
        JsonTokenType.String => Parse(reader.GetString()),
        var other => throw new JsonException($"Expected a number, found {other}."),
    };

    public override void Write(Utf8JsonWriter writer, decimal? value, JsonSerializerOptions options)
    {
        if (value is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static decimal? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint
            | NumberStyles.AllowExponent | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        return decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new JsonException("Expected a number in the text.");
    }
}

/// <summary>Reads a whole number that may come as a number or as text; empty text is none.</summary>
public sealed class TolerantInteger : JsonConverter<long?>
{
    public override bool HandleNull => true;

    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number => Whole(reader.GetDecimal()),
        JsonTokenType.String when string.IsNullOrWhiteSpace(reader.GetString()) => null,
        JsonTokenType.String when long.TryParse(
            reader.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new JsonException("Expected a whole number."),
    };

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options)
    {
        if (value is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static long Whole(decimal number) =>
        number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : throw new JsonException("Expected a whole number.");
}

/// <summary>Reads a flag that may come as <c>true</c>, <c>1</c>, <c>"1"</c> or <c>"true"</c>; writes <c>1</c> or <c>0</c>.</summary>
public sealed class TolerantFlag : JsonConverter<bool?>
{
    public override bool HandleNull => true;

    public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number => reader.GetDecimal() != 0,
        JsonTokenType.String => Parse(reader.GetString()),
        var other => throw new JsonException($"Expected a flag, found {other}."),
    };

    public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options)
    {
        if (value is { } flag)
        {
            writer.WriteNumberValue(flag ? 1 : 0);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static bool? Parse(string? text) => text?.Trim().ToUpperInvariant() switch
    {
        null or "" => null,
        "1" or "TRUE" or "DA" => true,
        "0" or "FALSE" or "NU" => false,
        _ => throw new JsonException("Expected a flag in the text."),
    };
}

/// <summary>Reads text that may come as a number: ids and document numbers, whose leading zeros count.</summary>
public sealed class TolerantText : JsonConverter<string?>
{
    public override bool HandleNull => true;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => reader.GetDecimal().ToString(CultureInfo.InvariantCulture),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        var other => throw new JsonException($"Expected text, found {other}."),
    };

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>Reads a date, with or without a time of day behind it; empty text is none.</summary>
public sealed class TolerantDate : JsonConverter<DateOnly?>
{
    private const string Shape = "yyyy-MM-dd";

    public override bool HandleNull => true;

    public override DateOnly? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => reader.GetString()?.Trim(),
            var other => throw new JsonException($"Expected a date, found {other}."),
        };
        if (string.IsNullOrEmpty(text) || text.StartsWith("0000-00-00", StringComparison.Ordinal))
        {
            return null;
        }

        var day = text.Length > Shape.Length ? text[..Shape.Length] : text;
        return DateOnly.TryParseExact(day, Shape, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new JsonException("Expected a date of the form yyyy-MM-dd.");
    }

    public override void Write(Utf8JsonWriter writer, DateOnly? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value?.ToString(Shape, CultureInfo.InvariantCulture));
}
