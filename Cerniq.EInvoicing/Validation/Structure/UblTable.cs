namespace Cerniq.EInvoicing.Validation.Structure;

/// <summary>The embedded table of UBL 2.1, read once. See compile-tables.py for its form.</summary>
internal static class UblTable
{
    private static readonly string[][] Rows = [.. EmbeddedTable.Lines("ubl-2.1.tsv").Select(l => l.Split('\t'))];

    /// <summary>Kind of leaf, and the elements of that kind.</summary>
    public static readonly LeafRow[] Leaves =
        [.. Rows.Where(r => r[0] == "leaf").Select(r => new LeafRow(KindOf(r[1]), r[2].Split(' ')))];

    /// <summary>Types with children: name, the elements that have it, the children in order with ?, * or + behind the name.</summary>
    public static readonly TypeRow[] Types =
        [.. Rows.Where(r => r[0] == "type").Select(r => new TypeRow(r[1], r[2].Split(' '), r[3].Split(' ', StringSplitOptions.RemoveEmptyEntries)))];

    /// <summary>Every element name: of the leaves, of the types, and those that only a rule speaks of.</summary>
    public static readonly string[] ElementNames =
    [
        .. Leaves.SelectMany(l => l.Elements),
        .. Types.SelectMany(t => t.Elements),
        .. Rows.Where(r => r[0] == "extra").SelectMany(r => r[1].Split(' ')),
    ];

    private static LeafKind KindOf(string name) => (LeafKind)Array.IndexOf(Enum.GetNames<LeafKind>(), name);
}

/// <summary>The elements that are leaves of one kind.</summary>
internal sealed record LeafRow(LeafKind Kind, string[] Elements);

/// <summary>A type with children, the elements that have it, and the children in order.</summary>
internal sealed record TypeRow(string Name, string[] Elements, string[] Children);

/// <summary>What the text of a leaf element must be, and which attributes it may have.</summary>
internal enum LeafKind
{
    Text,
    Code,
    Identifier,
    Indicator,
    Date,
    Time,
    Amount,
    Quantity,
    Measure,
    Numeric,
    Binary,
}
