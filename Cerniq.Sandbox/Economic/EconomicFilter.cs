using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Cerniq.Sandbox.Economic;

/// <summary>One comparison of a filter.</summary>
internal sealed record EconomicTest(string Property, string Operator, string Value);

/// <summary>A filter as in <c>name$eq:Joe$and:city$like:*port</c>; AND binds closer than OR.</summary>
internal sealed partial class EconomicFilter
{
    private readonly EconomicTest[][] _anyOf;

    private EconomicFilter(EconomicTest[][] anyOf) => _anyOf = anyOf;

    /// <summary>Reads a filter; an absent one lets everything through.</summary>
    /// <exception cref="EconomicRefusal">A property cannot be filtered on, or the text is no filter.</exception>
    public static EconomicFilter Parse(string? text, IReadOnlyCollection<string> filterable)
    {
        if (string.IsNullOrEmpty(text))
        {
            return new EconomicFilter([]);
        }

        var anyOf = text.Split("$or:").Select(part => part.Split("$and:").Select(test => Test(test, filterable)).ToArray()).ToArray();
        return new EconomicFilter(anyOf);
    }

    /// <summary>The value that a property must equal in every case, or null: it lets an index be used.</summary>
    public string? Equal(params string[] names) => _anyOf is [var all]
        ? Array.Find(all, test => test.Operator == "eq" && names.Contains(test.Property, StringComparer.OrdinalIgnoreCase))?.Value
        : null;

    /// <summary>The values that a property must be one of in every case, or null: they too let an index be used.</summary>
    public IReadOnlyList<string>? AmongThem(string name) => _anyOf is [var all]
        && Array.Find(all, test => test.Operator == "in" && string.Equals(test.Property, name, StringComparison.OrdinalIgnoreCase)) is { } among
            ? [.. Listed(among.Value).Distinct()]
            : null;

    public bool Matches(JsonObject item) => _anyOf.Length == 0 || Array.Exists(_anyOf, all => Array.TrueForAll(all, test => Holds(test, ValueOf(item, test.Property))));

    private static EconomicTest Test(string text, IReadOnlyCollection<string> filterable)
    {
        var match = Comparison().Match(text.Trim('(', ')'));
        if (!match.Success)
        {
            throw new EconomicRefusal(400, "E00500", $"The filter '{text}' could not be understood.");
        }

        var property = match.Groups["property"].Value;
        return filterable.Contains(property, StringComparer.OrdinalIgnoreCase)
            ? new EconomicTest(property, match.Groups["operator"].Value.ToLowerInvariant(), Unescape(match.Groups["value"].Value))
            : throw new EconomicRefusal(400, "E00500", $"The property '{property}' is not filterable.");
    }

    private static string Unescape(string value) => Escaped().Replace(value, "${mark}");

    private static bool Holds(EconomicTest test, string? value) => test.Operator switch
    {
        "eq" when test.Value == "$null:" => value is null,
        "ne" when test.Value == "$null:" => value is not null,
        "eq" => Compare(value, test.Value) == 0,
        "ne" => Compare(value, test.Value) != 0,
        "gt" => value is not null && Compare(value, test.Value) > 0,
        "gte" => value is not null && Compare(value, test.Value) >= 0,
        "lt" => value is not null && Compare(value, test.Value) < 0,
        "lte" => value is not null && Compare(value, test.Value) <= 0,
        "like" => value is not null && IsLike(value, test.Value),
        "in" => Listed(test.Value).Any(one => Compare(value, one) == 0),
        "nin" => Listed(test.Value).All(one => Compare(value, one) != 0),
        _ => false,
    };

    private static IEnumerable<string> Listed(string value) => value.Trim('[', ']').Split(',').Select(static one => one.Trim());

    private static int Compare(string? value, string other) =>
        value is null ? -1
        : decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var left) && decimal.TryParse(other, NumberStyles.Float, CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : string.Compare(value, other, StringComparison.OrdinalIgnoreCase);

    private static bool IsLike(string value, string pattern)
    {
        var regex = new StringBuilder("^");
        foreach (var part in pattern.Contains('*') ? pattern : $"*{pattern}*")
        {
            regex.Append(part == '*' ? ".*" : Regex.Escape(part.ToString()));
        }

        return Regex.IsMatch(value, regex.Append('$').ToString(), RegexOptions.IgnoreCase | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
    }

    private static string? ValueOf(JsonObject item, string property)
    {
        JsonNode? at = item;
        foreach (var step in property.Split('.'))
        {
            at = (at as JsonObject)?[step];
        }

        return at is JsonValue value ? value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString() : null;
    }

    [GeneratedRegex(@"^(?<property>[A-Za-z0-9_.]+)\$(?<operator>eq|ne|gte|gt|lte|lt|like|in|nin):(?<value>.*)$", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"\$(?<mark>[$()*,\[\]])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Escaped();
}
