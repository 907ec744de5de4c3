using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Cerniq.Functions.Api;

/// <summary>Turns the JSON reader's complaints into words for callers, without names of our types.</summary>
internal static partial class JsonFaults
{
    private static readonly string[] Required = ["is required"];

    /// <summary>Not JSON: where the reader stopped, counting lines and characters from 1.</summary>
    public static Problem Malformed(ReadOnlySpan<byte> json, JsonException fault)
    {
        if (fault.LineNumber is not { } line || fault.BytePositionInLine is not { } position)
        {
            return Problem.BadRequest($"The body is not valid JSON: {Sentence(fault.Message)}");
        }

        var column = Column(json, line, position);
        return Problem.BadRequest($"The body is not valid JSON at line {line + 1}, column {column}: {Sentence(fault.Message)}");
    }

    /// <summary>JSON, but not of the shape that was asked for.</summary>
    public static Problem WrongType(JsonException fault, Type wanted)
    {
        if (Missing().Match(fault.Message) is { Success: true } missing)
        {
            var where = Field(fault.Path!);
            return Problem.BadRequest(Quoted().Matches(missing.Groups["names"].Value).ToDictionary(
                name => where.Length == 0 ? name.Groups["name"].Value : $"{where}.{name.Groups["name"].Value}",
                _ => Required,
                StringComparer.Ordinal));
        }

        return Problem.BadField(Field(fault.Path!), $"must be {JsonShapes.Words(JsonShapes.At(wanted, fault.Path!))}");
    }

    private static long Column(ReadOnlySpan<byte> json, long line, long position)
    {
        var start = 0;
        for (var passed = 0L; passed < line; passed++)
        {
            start += json[start..].IndexOf((byte)'\n') + 1;
        }

        var before = (int)Math.Min(position, json.Length - start);
        return Encoding.UTF8.GetCharCount(json.Slice(start, before)) + 1;
    }

    /// <summary>The complaint itself, without the reader's own idea of the place and its advice to programmers.</summary>
    private static string Sentence(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).Replace(" Change the reader options.", "", StringComparison.Ordinal);
    }

    /// <summary>The path as callers write it: <c>$.client.cui</c> is <c>client.cui</c>.</summary>
    private static string Field(string path) => path.TrimStart('$').TrimStart('.');

    [GeneratedRegex("missing required properties including: (?<names>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Missing();

    [GeneratedRegex("'(?<name>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
