using System.Text.Json.Nodes;

namespace Cerniq.Functions.Tests.Api.Fuzz;

/// <summary>Bodies that nobody should send, and somebody will.</summary>
internal static class NastyJson
{
    /// <summary>What can stand in a field's place, as JSON.</summary>
    public static readonly string[] Values =
    [
        "null", "\"\"", "\" \"", "-1", "0", "1e30", "-0.0", "79228162514264337593543950335", "1.2345678901234567890123456789", "1e-28", "true", "[]", "{}",
        "[null]", "[[]]", "{\"a\":null}", $"\"{new string('x', 5000)}\"", "\"\\u0000\"", "\"\\ud800\"", "\"0001-01-01\"", "\"9999-12-31\"",
        "\"2026-02-30\"", "\"RO\"", "\"../../..\"", "\"😀ș\"", "\"a|b~c\"", "9223372036854775808", "\"NaN\"", "\"<x/>\"",
    ];

    /// <summary>Whole bodies that fit no route.</summary>
    public static readonly string[] Bodies =
    [
        "", " ", "null", "[]", "{}", "5", "\"x\"", "true", "{", "{\"a\":", "[1,2", "{\"a\":1,\"a\":2}", "{\"\":{}}", "{\"a\":\"\\ud800\"}", "\u0000", "{'a':1}",
        "{\"a\":1}{\"b\":2}", "<a/>", "1e400", "{\"a\":1e400}", new string('[', 200), $"{new string('[', 200)}{new string(']', 200)}",
        $"{{\"a\":\"{new string('y', 200_000)}\"}}", "\uFEFF{}", "{\"__proto__\":{}}", "{\"$type\":\"System.IO.FileInfo\"}",
    ];

    /// <summary>The good body with one place after the other made bad: the value replaced, or the field left out.</summary>
    public static IEnumerable<(string Place, string Body)> Around(string good)
    {
        foreach (var path in Paths(JsonNode.Parse(good)!, []).ToList())
        {
            var place = string.Join('.', path);
            yield return ($"{place} left out", Without(good, path));
            foreach (var value in Values)
            {
                yield return ($"{place} = {(value.Length > 40 ? value[..40] : value)}", With(good, path, value));
            }
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] here)
    {
        var children = node switch
        {
            JsonObject fields => fields.Select(field => ((object)field.Key, field.Value)),
            JsonArray items => items.Select((item, i) => ((object)i, item)),
            _ => [],
        };
        foreach (var (step, child) in children)
        {
            object[] path = [.. here, step];
            yield return path;
            foreach (var below in Paths(child, path))
            {
                yield return below;
            }
        }
    }

    /// <summary>By text, because not all that is sent can be held as a node.</summary>
    private static string With(string good, object[] path, string value)
    {
        const string mark = "\u2400here\u2400";
        var root = JsonNode.Parse(good)!;
        Set(Parent(root, path), path[^1], JsonValue.Create(mark));
        return root.ToJsonString().Replace(JsonValue.Create(mark).ToJsonString(), value, StringComparison.Ordinal);
    }

    private static string Without(string good, object[] path)
    {
        var root = JsonNode.Parse(good)!;
        switch (Parent(root, path))
        {
            case JsonObject fields:
                fields.Remove((string)path[^1]);
                break;
            case JsonArray items:
                items.RemoveAt((int)path[^1]);
                break;
        }

        return root.ToJsonString();
    }

    private static JsonNode Parent(JsonNode root, object[] path) =>
        path[..^1].Aggregate(root, (node, step) => step is string name ? node[name]! : node[(int)step]!);

    private static void Set(JsonNode parent, object step, JsonNode value)
    {
        if (step is string name)
        {
            parent[name] = value;
        }
        else
        {
            parent[(int)step] = value;
        }
    }
}
