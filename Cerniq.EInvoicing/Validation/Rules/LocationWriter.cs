using System.Globalization;
using System.Text;
using Cerniq.EInvoicing.Validation.Structure;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>
/// Writes where an element stands, as the official reports do. Places come mostly in document order,
/// so counting siblings goes on from the last one asked for.
/// </summary>
internal sealed class LocationWriter
{
    private readonly StringBuilder _text = new();
    private readonly int[] _path = new int[XmlLimits.Depth + 1];
    private readonly Dictionary<(int Parent, ushort Name), (int Node, int Ordinal)> _last = [];

    public void Reset() => _last.Clear();

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
        ref readonly var node = ref tree.Nodes[index];
        if (node.Name == UblNames.Foreign)
            return ForeignOrdinal(tree, index);
        var key = (node.Parent, node.Name);
        var (from, ordinal) = _last.TryGetValue(key, out var last) && last.Node <= index ? last : (0, 0);
        if (from == index)
            return ordinal;
        for (var i = from == 0 ? FirstChild(tree, node.Parent) : tree.Nodes[from].NextSibling; i != 0; i = tree.Nodes[i].NextSibling)
        {
            if (tree.Nodes[i].Name == node.Name)
                ordinal++;
            if (i == index)
                break;
        }
        _last[key] = (index, ordinal);
        return ordinal;
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
