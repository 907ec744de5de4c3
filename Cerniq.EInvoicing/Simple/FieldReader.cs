using System.Globalization;
using Cerniq.EInvoicing.Tax;

namespace Cerniq.EInvoicing.Simple;

/// <summary>Where each field stands, and everything wrong with them.</summary>
internal sealed class FieldLog
{
    private readonly Dictionary<string, (int Line, int Column)> _positions = new(StringComparer.Ordinal);

    public List<SimpleProblem> Problems { get; } = [];

    public List<SimpleProblem> Warnings { get; } = [];

    public void Place(string field, JsonValue value) => _positions[field] = (value.Line, value.Column);

    public void Problem(string field, string messageRo, string messageEn) => Problems.Add(At(field, messageRo, messageEn));

    public void Warning(string field, string messageRo, string messageEn) => Warnings.Add(At(field, messageRo, messageEn));

    // An absent field is reported where the nearest object that should hold it stands.
    private SimpleProblem At(string field, string messageRo, string messageEn)
    {
        var known = field;
        while (true)
        {
            if (_positions.TryGetValue(known, out var position))
                return new SimpleProblem(field, messageRo, messageEn) { Line = position.Line, Column = position.Column };
            if (known.Length == 0)
                return new SimpleProblem(field, messageRo, messageEn);
            var cut = known.LastIndexOfAny(['.', '[']);
            known = cut < 0 ? string.Empty : known[..cut];
        }
    }
}

/// <summary>Reads the fields of one JSON object by name, and complains about those nobody asked for.</summary>
internal sealed class FieldReader
{
    private readonly Dictionary<string, (string Name, JsonValue Value)> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly FieldLog _log;

    public FieldReader(JsonValue value, string path, FieldLog log)
    {
        (_path, _log) = (path, log);
        log.Place(path, value);
        if (value.Kind != JsonKind.Object)
        {
            log.Problem(path, "trebuie să fie un obiect", "must be an object");
            return;
        }

        foreach (var (name, member) in value.Members)
        {
            log.Place(Path(JsonField.SnakeCase(name)), member);
            if (!_fields.TryAdd(Plain(name), (name, member)))
                log.Problem(Path(name), "apare de două ori", "is given twice");
        }
    }

    public string Path(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    public JsonValue? Value(string name)
    {
        _asked.Add(Plain(name));
        return _fields.TryGetValue(Plain(name), out var field) && field.Value.Kind != JsonKind.Null ? field.Value : null;
    }

    public string? Text(string name)
    {
        var value = Value(name);
        if (value is null)
            return null;
        if (value.Kind is JsonKind.Text or JsonKind.Number)
            return string.IsNullOrWhiteSpace(value.Text) ? null : value.Text.Trim();
        _log.Problem(Path(name), "trebuie să fie un text", "must be a text");
        return null;
    }

    public decimal? Decimal(string name)
    {
        var text = Value(name) is { Kind: JsonKind.True or JsonKind.False } ? "?" : Text(name);
        if (text is null)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
            && Math.Abs(value) <= Money.Limit)
            return value;
        _log.Problem(Path(name), $"„{text}” nu este un număr cu punct zecimal", $"'{text}' is not a number with a decimal point");
        return null;
    }

    public DateOnly? Date(string name)
    {
        var text = Text(name);
        if (text is null)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 2000 and < 2100)
            return date;
        _log.Problem(Path(name), $"„{text}” nu este o dată AAAA-LL-ZZ", $"'{text}' is not a date YYYY-MM-DD");
        return null;
    }

    public bool? Flag(string name)
    {
        var value = Value(name);
        if (value is null)
            return null;
        if (value.Kind is JsonKind.True or JsonKind.False)
            return value.Kind == JsonKind.True;
        _log.Problem(Path(name), "trebuie să fie true sau false", "must be true or false");
        return null;
    }

    public IReadOnlyList<T> List<T>(string name, Func<JsonValue, string, T> read)
    {
        var value = Value(name);
        if (value is null)
            return [];
        if (value.Kind == JsonKind.Array)
        {
            var items = new T[value.Items.Count];
            for (var i = 0; i < items.Length; i++)
                items[i] = read(value.Items[i], $"{Path(name)}[{i}]");
            return items;
        }

        _log.Problem(Path(name), "trebuie să fie o listă", "must be a list");
        return [];
    }

    /// <summary>Fields nobody asked for: a misspelt name would otherwise vanish.</summary>
    public void WarnAboutOthers()
    {
        foreach (var (plain, (name, _)) in _fields)
        {
            if (!_asked.Contains(plain))
                _log.Warning(Path(JsonField.SnakeCase(name)), "câmp necunoscut, nefolosit", "unknown field, not used");
        }
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
