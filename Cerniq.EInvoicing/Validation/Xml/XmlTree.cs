using System.Text;
using Cerniq.EInvoicing.Validation.Structure;

namespace Cerniq.EInvoicing.Validation.Xml;

/// <summary>
/// A parsed document as flat arrays that are reused from one document to the next:
/// a warm parse allocates nothing. Not thread-safe; each thread keeps its own.
/// </summary>
internal sealed class XmlTree
{
    private readonly int[] _firstByName = new int[UblNames.Count];
    private readonly int[] _lastByName = new int[UblNames.Count];

    /// <summary>The document as UTF-8 with line ends normalised, a zero byte, then text with references resolved.</summary>
    public byte[] Bytes = new byte[16 * 1024];

    /// <summary>Length of the document within <see cref="Bytes"/>.</summary>
    public int Length;

    /// <summary>First free byte behind the resolved text.</summary>
    public int TextEnd;

    public XmlNode[] Nodes = new XmlNode[512];

    /// <summary>Number of nodes, slot 0 included; nodes are in document order.</summary>
    public int Count;

    public XmlAttribute[] Attributes = new XmlAttribute[256];
    public int AttributeCount;

    /// <summary>One bit for each known attribute name that occurs anywhere.</summary>
    public ulong AttributesSeen;

    public readonly XmlNamespaces Namespaces = new();

    /// <summary>Why the document was refused, without its place.</summary>
    public string? Problem;

    /// <summary>True when that was a document type definition.</summary>
    public bool HasDefinitions;

    /// <summary>Offset of the problem in <see cref="Bytes"/>.</summary>
    public int ProblemAt;

    public Element Root => new(this, Count > 1 ? 1 : 0);

    public void Reset()
    {
        Array.Clear(_firstByName);
        Array.Clear(_lastByName);
        Nodes[0] = default;
        (Count, AttributeCount, AttributesSeen, Length, TextEnd, Problem, ProblemAt) = (1, 0, 0, 0, 0, null, 0);
        HasDefinitions = false;
        Namespaces.Reset();
    }

    /// <summary>Drops arrays that one huge document has blown up.</summary>
    public bool IsOversized => Bytes.Length > 8 * 1024 * 1024;

    /// <summary>All elements of one name, in document order, wherever they are.</summary>
    public SameName All(ushort name) => new(this, _firstByName[name]);

    public bool Has(ushort name) => _firstByName[name] != 0;

    public bool HasAttribute(byte name) => (AttributesSeen & (1UL << name)) != 0;

    public bool Fail(string problem, int offset)
    {
        if (Problem is null)
            (Problem, ProblemAt) = (problem, offset);
        return false;
    }

    /// <summary>Appends an empty node and links it to the other elements of its name.</summary>
    public int Add(ushort name)
    {
        if (Count == Nodes.Length)
            Array.Resize(ref Nodes, Count * 2);
        var index = Count++;
        Nodes[index] = default;
        Nodes[index].Name = name;
        ref var last = ref _lastByName[name];
        if (last == 0)
            _firstByName[name] = index;
        else
            Nodes[last].NextSameName = index;
        last = index;
        return index;
    }

    public void AddAttribute(XmlAttribute attribute)
    {
        if (AttributeCount == Attributes.Length)
            Array.Resize(ref Attributes, AttributeCount * 2);
        Attributes[AttributeCount++] = attribute;
        AttributesSeen |= 1UL << attribute.Name;
    }

    /// <summary>The name as the document writes it, prefix included.</summary>
    public string WrittenName(int node)
    {
        ref readonly var n = ref Nodes[node];
        return Encoding.UTF8.GetString(Bytes, n.Start + 1, n.NameLength);
    }

    /// <summary>The part of the name behind the prefix.</summary>
    public ReadOnlySpan<byte> LocalName(int node)
    {
        ref readonly var n = ref Nodes[node];
        var name = Bytes.AsSpan(n.Start + 1, n.NameLength);
        return name[(name.IndexOf((byte)':') + 1)..];
    }

    /// <summary>Line and column (both from 1, columns in characters) of an offset.</summary>
    public (int Line, int Column) Place(int offset)
    {
        var before = Bytes.AsSpan(0, Math.Min(offset, Length));
        var line = before.Count((byte)'\n') + 1;
        var column = 1;
        foreach (var b in before[(before.LastIndexOf((byte)'\n') + 1)..])
            if ((b & 0xC0) != 0x80)
                column++;
        return (line, column);
    }

    /// <summary>Enumerates elements of one name without allocating.</summary>
    public struct SameName(XmlTree tree, int first)
    {
        private int _next = first;

        public Element Current { get; private set; }

        public readonly SameName GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_next == 0)
                return false;
            Current = new Element(tree, _next);
            _next = tree.Nodes[_next].NextSameName;
            return true;
        }
    }
}
