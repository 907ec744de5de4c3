using System.Globalization;
using System.Text;
using Cerniq.EInvoicing.Validation.Structure;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>
/// Writes where an element stands, as the official reports do. The children of an element are numbered
/// all at once, the first time that one of them is asked for.
/// </summary>
internal sealed class LocationWriter
{
    private readonly StringBuilder _text = new();
    private readonly int[] _path = new int[XmlLimits.Depth + 1];
    private readonly int[] _counts = new int[UblNames.Count];
    private int[] _ordinals = [];
    private bool _numbered;

    public void Reset() => _numbered = false;

    public string Of(Element element)
    {
        var depth = 0;
        for (var i = element.Index; i != 0; i = element.Tree.Nodes[i].Parent)
            _path[depth++] = i;
        _text.Clear();
        while (depth-- > 0)
            _text.Append('/').Append(NameOf(element.Tree, _path[depth])).Append('[')
                .Append(CultureInfo.InvariantCulture, $"{OrdinalOf(element.Tree, _path[depth])}").Append(']');
        return _text.ToString();
    }

    private static string NameOf(XmlTree tree, int index)
    {
        ref readonly var node = ref tree.Nodes[index];
        if (node.Name == UblNames.Foreign)
        {
            var local = Encoding.UTF8.GetString(tree.LocalName(index));
            return node.Namespace == XmlNamespaces.None ? local : $"*:{local}[namespace-uri()='{tree.Namespaces.UriOf(node.Namespace)}']";
        }
        var name = UblNames.NameOf(node.Name);
        return name.StartsWith("inv:", StringComparison.Ordinal) ? string.Concat("ubl:", name.AsSpan(4)) : name;
    }

    private int OrdinalOf(XmlTree tree, int index)
    {
        if (tree.Nodes[index].Name == UblNames.Foreign)
            return ForeignOrdinal(tree, index);
        if (!_numbered)
            Clear(tree.Count);
        if (_ordinals[index] == 0)
            Number(tree, tree.Nodes[index].Parent);
        return _ordinals[index];
    }

    private void Clear(int count)
    {
        if (_ordinals.Length < count)
            _ordinals = new int[count];
        else
            Array.Clear(_ordinals, 0, count);
        _numbered = true;
    }

    private void Number(XmlTree tree, int parent)
    {
        for (var i = FirstChild(tree, parent); i != 0; i = tree.Nodes[i].NextSibling)
            _ordinals[i] = ++_counts[tree.Nodes[i].Name];
        for (var i = FirstChild(tree, parent); i != 0; i = tree.Nodes[i].NextSibling)
            _counts[tree.Nodes[i].Name] = 0;
    }

    private static int ForeignOrdinal(XmlTree tree, int index)
    {
        var ordinal = 1;
        for (var i = FirstChild(tree, tree.Nodes[index].Parent); i != index; i = tree.Nodes[i].NextSibling)
            if (tree.Nodes[i].Namespace == tree.Nodes[index].Namespace && tree.LocalName(i).SequenceEqual(tree.LocalName(index)))
                ordinal++;
        return ordinal;
    }

    /// <summary>The document's only child is not linked to it.</summary>
    private static int FirstChild(XmlTree tree, int parent) => parent == 0 ? 1 : tree.Nodes[parent].FirstChild;
}
