using System.Text;
using Cerniq.EInvoicing.Validation.Structure;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.CodeLists;

/// <summary>
/// A published enumeration. Codes of up to eight bytes, which nearly all are, are looked up as one number.
/// The official tests search a text of codes separated by spaces; where that matters the text is searched here too.
/// </summary>
internal sealed class CodeList
{
    private static readonly string[][] Rows = [.. EmbeddedTable.Lines("code-lists.tsv").Select(l => l.Split('\t'))];

    private readonly ShortCodes _short;
    private readonly HashSet<string> _long;
    private readonly byte[] _text;

    /// <summary>The short code found last: a document says RON a thousand times. One word, so threads may share it.</summary>
    private uint _lastFound;

    private CodeList(IEnumerable<string> codes)
    {
        Codes = [.. codes];
        _text = Encoding.UTF8.GetBytes($" {string.Join(' ', Codes)} ");
        _short = new ShortCodes(Codes.Count);
        _long = new HashSet<string>(StringComparer.Ordinal);
        foreach (var code in Codes)
        {
            if (code.Length <= 8)
                _short.Add(Pack(Encoding.UTF8.GetBytes(code)));
            else
                _long.Add(code);
        }
    }

    public IReadOnlyList<string> Codes { get; }

    /// <summary>The list behind a rule; rules with several lists number them.</summary>
    public static CodeList Of(string rule, int index, ValidationProfile profile)
    {
        var mark = profile == ValidationProfile.Ro109 ? "ro109" : "en1316";
        var row = Rows.First(r => r[0] == rule && int.Parse(r[1]) == index && r[2].Split(',').Contains(mark));
        return new CodeList(row[3].Split(' '));
    }

    /// <summary>One list of all values of a rule.</summary>
    public static CodeList AllOf(string rule) => new(Rows.Where(r => r[0] == rule).SelectMany(r => r[3].Split(' ')));

    public static CodeList From(params string[] codes) => new(codes);

    /// <summary>True when the text, white space at its ends apart, is one of the codes.</summary>
    public bool Has(ReadOnlySpan<byte> text) => HasExactly(XmlText.Trim(text));

    public bool HasExactly(ReadOnlySpan<byte> code)
    {
        if (code.IsEmpty)
            return false;
        if (code.Length <= 4)
            return HasShort((uint)Pack(code));
        return code.Length <= 8 ? _short.Contains(Pack(code)) : _long.Count > 0 && _long.Contains(Encoding.UTF8.GetString(code));
    }

    /// <summary>True when the text occurs anywhere in the list written out, across codes too; the empty text does.</summary>
    public bool HasFragment(ReadOnlySpan<byte> text) => _text.AsSpan().IndexOf(text) >= 0;

    private bool HasShort(uint packed)
    {
        if (packed == _lastFound)
            return true;
        if (!_short.Contains(packed))
            return false;
        _lastFound = packed;
        return true;
    }

    private static ulong Pack(ReadOnlySpan<byte> code)
    {
        ulong packed = 0;
        foreach (var b in code)
            packed = (packed << 8) | b;
        return packed;
    }
}
