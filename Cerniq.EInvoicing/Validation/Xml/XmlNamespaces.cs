using System.Text;

namespace Cerniq.EInvoicing.Validation.Xml;

/// <summary>
/// The namespaces of one document: those of UBL have fixed indices, others are numbered as they come.
/// Bindings form a stack; each set of bindings has a number, so that resolved names can be cached under it.
/// </summary>
internal sealed class XmlNamespaces
{
    public const ushort None = 0, Xml = 1, Instance = 2, Invoice = 3, CreditNote = 4, Aggregate = 5, Basic = 6, Extension = 7, FirstForeign = 8;

    /// <summary>Returned when a prefix is not bound.</summary>
    public const int Unbound = -1;

    private const int Ceiling = 256;

    /// <summary>Bindings in force at one time; beyond it looking a prefix up would no longer be cheap.</summary>
    private const int BindingCeiling = 64;

    private static readonly byte[][] Fixed =
    [
        [],
        "http://www.w3.org/XML/1998/namespace"u8.ToArray(),
        "http://www.w3.org/2001/XMLSchema-instance"u8.ToArray(),
        "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"u8.ToArray(),
        "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"u8.ToArray(),
        "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"u8.ToArray(),
        "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"u8.ToArray(),
        "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"u8.ToArray(),
    ];

    private readonly List<byte[]> _foreign = [];
    private readonly Binding[] _bindings = new Binding[BindingCeiling];
    private long _lastContext;

    /// <summary>Number of the set of bindings now in force; never used twice, not even by two documents.</summary>
    public long Context { get; private set; }

    /// <summary>How many bindings are in force.</summary>
    public int Depth { get; private set; }

    public void Reset()
    {
        _foreign.Clear();
        Depth = 0;
        Open();
    }

    public string UriOf(ushort index) =>
        Encoding.UTF8.GetString(index < FirstForeign ? Fixed[index] : _foreign[index - FirstForeign]);

    /// <summary>Index of a namespace name, numbered anew if it is not known; -1 when a document has absurdly many.</summary>
    public int IndexOf(ReadOnlySpan<byte> uri)
    {
        for (var i = 0; i < Fixed.Length; i++)
            if (uri.SequenceEqual(Fixed[i]))
                return i;
        for (var i = 0; i < _foreign.Count; i++)
            if (uri.SequenceEqual(_foreign[i]))
                return i + FirstForeign;
        if (_foreign.Count >= Ceiling)
            return -1;
        _foreign.Add(uri.ToArray());
        return _foreign.Count - 1 + FirstForeign;
    }

    public bool Bind(ReadOnlySpan<byte> prefix, ushort uri)
    {
        if (Depth >= BindingCeiling)
            return false;
        _bindings[Depth++] = new Binding(prefix.ToArray(), uri);
        return true;
    }

    /// <summary>Gives the bindings now in force a number of their own.</summary>
    public void Open() => Context = ++_lastContext;

    /// <summary>Goes back to an earlier set of bindings.</summary>
    public void Close(int depth, long context)
    {
        (Depth, Context) = (depth, context);
    }

    /// <summary>The namespace a prefix stands for (the empty prefix: the default namespace).</summary>
    public int Resolve(ReadOnlySpan<byte> prefix)
    {
        for (var i = Depth - 1; i >= 0; i--)
            if (prefix.SequenceEqual(_bindings[i].Prefix))
                return _bindings[i].Uri == None && prefix.Length > 0 ? Unbound : _bindings[i].Uri;
        if (prefix.Length == 0)
            return None;
        return prefix.SequenceEqual("xml"u8) ? Xml : Unbound;
    }

    private readonly record struct Binding(byte[] Prefix, ushort Uri);
}
