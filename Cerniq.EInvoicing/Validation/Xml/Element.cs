using System.Text;
using Cerniq.EInvoicing.Validation.Structure;

namespace Cerniq.EInvoicing.Validation.Xml;

/// <summary>A handle on one element of the arena; the default value stands for "no element" and answers as an empty one.</summary>
internal readonly struct Element(XmlTree tree, int index) : IEquatable<Element>
{
    public XmlTree Tree => tree;

    public int Index => index;

    public bool Exists => index != 0;

    public ushort Name => tree is null ? UblNames.None : tree.Nodes[index].Name;

    public Element Parent => new(tree, tree.Nodes[index].Parent);

    public Element Root => tree.Root;

    /// <summary>The element's own characters as they stand, white space included.</summary>
    public ReadOnlySpan<byte> Text
    {
        get
        {
            if (index == 0)
                return default;
            ref readonly var node = ref tree.Nodes[index];
            return tree.Bytes.AsSpan(node.TextStart, node.TextLength);
        }
    }

    /// <summary>The first child of a name.</summary>
    public Element Child(ushort name)
    {
        if (index == 0 || !tree.Has(name))
            return default;
        var nodes = tree.Nodes;
        for (var i = nodes[index].FirstChild; i != 0; i = nodes[i].NextSibling)
            if (nodes[i].Name == name)
                return new Element(tree, i);
        return default;
    }

    public Element Child(ushort name, ushort below) => Child(name).Child(below);

    public bool Has(ushort name) => Child(name).Exists;

    public bool HasChildren => index != 0 && tree.Nodes[index].FirstChild != 0;

    public ChildrenOfName Children(ushort name) => new(tree, index == 0 || !tree.Has(name) ? 0 : tree.Nodes[index].FirstChild, name);

    public int Count(ushort name)
    {
        var count = 0;
        foreach (var _ in Children(name))
            count++;
        return count;
    }

    /// <summary>The value of an attribute; false when it is absent.</summary>
    public bool TryAttribute(byte name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (index == 0)
            return false;
        ref readonly var node = ref tree.Nodes[index];
        foreach (ref readonly var a in tree.Attributes.AsSpan(node.FirstAttribute, node.AttributeCount))
            if (a.Name == name)
            {
                value = tree.Bytes.AsSpan(a.ValueStart, a.ValueLength);
                return true;
            }
        return false;
    }

    public bool HasAttribute(byte name) => TryAttribute(name, out _);

    public ReadOnlySpan<byte> Attribute(byte name) => TryAttribute(name, out var value) ? value : default;

    public bool IsAncestorNamed(ushort name)
    {
        for (var i = tree.Nodes[index].Parent; i != 0; i = tree.Nodes[i].Parent)
            if (tree.Nodes[i].Name == name)
                return true;
        return false;
    }

    public bool Equals(Element other) => Index == other.Index && ReferenceEquals(Tree, other.Tree);

    public override bool Equals(object? obj) => obj is Element other && Equals(other);

    public override int GetHashCode() => index;

    public override string ToString() => Encoding.UTF8.GetString(Text);

    /// <summary>Enumerates the children of one name without allocating.</summary>
    public struct ChildrenOfName(XmlTree tree, int first, ushort name)
    {
        private int _next = first;

        public Element Current { get; private set; }

        public readonly ChildrenOfName GetEnumerator() => this;

        public bool MoveNext()
        {
            for (; _next != 0; _next = tree.Nodes[_next].NextSibling)
                if (tree.Nodes[_next].Name == name)
                {
                    Current = new Element(tree, _next);
                    _next = tree.Nodes[_next].NextSibling;
                    return true;
                }
            return false;
        }
    }
}
