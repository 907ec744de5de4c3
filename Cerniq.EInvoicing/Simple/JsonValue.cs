namespace Cerniq.EInvoicing.Simple;

/// <summary>A JSON value that knows where it stands.</summary>
internal sealed class JsonValue(JsonKind kind, string text, int line, int column)
{
    public JsonKind Kind { get; } = kind;

    /// <summary>The text of a string, number or literal.</summary>
    public string Text { get; } = text;

    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>Members of an object in order, under their names as written.</summary>
    public List<(string Name, JsonValue Value)> Members { get; } = [];

    public List<JsonValue> Items { get; } = [];
}

internal enum JsonKind
{
    Object,
    Array,
    Text,
    Number,
    True,
    False,
    Null,
}
