using System.Text;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Structure;

/// <summary>Checks a parsed document against the UBL 2.1 schema, and stops at the first thing that is wrong.</summary>
internal static class StructureCheck
{
    private static readonly ushort Invoice = UblNames.Id("inv:Invoice"), CreditNote = UblNames.Id("cn:CreditNote");

    /// <summary>False, with the tree's problem set, when the document is not schema-valid.</summary>
    public static bool Run(XmlTree tree)
    {
        if (tree.Nodes[1].Name != Invoice && tree.Nodes[1].Name != CreditNote)
            return tree.Fail($"the root element is {tree.WrittenName(1)}, not a UBL Invoice or CreditNote", tree.Nodes[1].Start);
        for (var i = 1; i < tree.Count; i++)
            if (!Node(tree, i))
                return false;
        return true;
    }

    private static bool Node(XmlTree tree, int index)
    {
        ref readonly var node = ref tree.Nodes[index];
        var type = UblSchema.TypeOf(node.Name);
        if (type == UblSchema.Unknown)
            return true; // Only reached inside extension content, which is open to anything.
        if (UblSchema.IsLeaf(type))
            return Leaf(tree, index, UblSchema.LeafKindOf(type));
        if (node.HasWords)
            return tree.Fail($"the element {tree.WrittenName(index)} cannot hold text", node.Start);
        for (var a = 0; a < node.AttributeCount; a++)
            if (!InstanceAttribute(tree, index, tree.Attributes[node.FirstAttribute + a]))
                return false;
        return type == UblSchema.OpenContent ? OpenContent(tree, index) : Children(tree, index, type);
    }

    private static bool Children(XmlTree tree, int index, byte type)
    {
        var nodes = tree.Nodes;
        var position = 0;
        for (var child = nodes[index].FirstChild; child != 0; child = nodes[child].NextSibling)
        {
            var at = UblSchema.PositionOf(type, nodes[child].Name);
            if (at > position ? UblSchema.RequiredAfter(type, position) < at : at == 0 || at < position || !UblSchema.Repeats(type, at))
                return tree.Fail(Misplaced(tree, index, type, position, child, at), nodes[child].Start);
            position = at;
        }
        var missing = UblSchema.RequiredAfter(type, position);
        return missing == 255
            || tree.Fail($"the element {tree.WrittenName(index)} must have a {UblSchema.ChildAt(type, missing)}", nodes[index].Start);
    }

    private static string Misplaced(XmlTree tree, int index, byte type, int position, int child, int at)
    {
        var what = $"the element {tree.WrittenName(child)}";
        var where = $"in {tree.WrittenName(index)}";
        if (at == 0)
            return $"{what} is not known {where}";
        if (at == position)
            return $"{what} may occur only once {where}";
        return at < position
            ? $"{what} must stand before {UblSchema.ChildAt(type, position)} {where}"
            : $"{what} must be preceded by {UblSchema.ChildAt(type, UblSchema.RequiredAfter(type, position))} {where}";
    }

    /// <summary>Exactly one element of a namespace other than that of the extensions.</summary>
    private static bool OpenContent(XmlTree tree, int index)
    {
        var child = tree.Nodes[index].FirstChild;
        if (child == 0 || tree.Nodes[child].NextSibling != 0)
            return tree.Fail("an extension must hold exactly one element", tree.Nodes[index].Start);
        return tree.Nodes[child].Namespace is not (XmlNamespaces.Extension or XmlNamespaces.None)
            || tree.Fail("the element of an extension must be in a namespace of its own", tree.Nodes[child].Start);
    }

    private static bool Leaf(XmlTree tree, int index, LeafKind kind)
    {
        ref readonly var node = ref tree.Nodes[index];
        if (node.FirstChild != 0)
            return tree.Fail($"the element {tree.WrittenName(index)} cannot hold other elements", tree.Nodes[node.FirstChild].Start);
        var required = LeafAttributes.Required(kind);
        var found = required == AttributeNames.Other;
        for (var a = 0; a < node.AttributeCount; a++)
        {
            ref readonly var attribute = ref tree.Attributes[node.FirstAttribute + a];
            found |= attribute.Name == required;
            if (LeafAttributes.Allows(kind, attribute.Name) ? !AttributeValue(tree, attribute) : !InstanceAttribute(tree, index, attribute))
                return false;
        }
        if (!found)
            return tree.Fail($"the element {tree.WrittenName(index)} must have the attribute {AttributeNames.NameOf(required)}", node.Start);
        var text = tree.Bytes.AsSpan(node.TextStart, node.TextLength);
        return IsValue(kind, text)
            || tree.Fail($"\"{Quote(text)}\" is not {Wanted(kind)} (element {tree.WrittenName(index)})", node.Start);
    }

    private static bool IsValue(LeafKind kind, ReadOnlySpan<byte> text) => kind switch
    {
        LeafKind.Amount or LeafKind.Quantity or LeafKind.Measure or LeafKind.Numeric => LeafText.IsDecimal(text),
        LeafKind.Indicator => LeafText.IsBoolean(text),
        LeafKind.Date => LeafText.IsDate(text),
        LeafKind.Time => LeafText.IsTime(text),
        LeafKind.Binary => LeafText.IsBase64(text),
        _ => true,
    };

    private static string Wanted(LeafKind kind) => kind switch
    {
        LeafKind.Indicator => "true or false",
        LeafKind.Date => "a date such as 2025-09-01",
        LeafKind.Time => "a time such as 14:30:00",
        LeafKind.Binary => "base64",
        _ => "a decimal number",
    };

    private static bool AttributeValue(XmlTree tree, XmlAttribute attribute) =>
        attribute.Name != AttributeNames.LanguageId
        || LeafText.IsLanguage(tree.Bytes.AsSpan(attribute.ValueStart, attribute.ValueLength))
        || tree.Fail("the attribute languageID is not a language such as ro", attribute.NameStart);

    /// <summary>What any element may carry: schema locations, and its own type by name.</summary>
    private static bool InstanceAttribute(XmlTree tree, int index, XmlAttribute attribute)
    {
        if (attribute.Name == AttributeNames.XsiLocation)
            return true;
        if (attribute.Name == AttributeNames.XsiNil)
            return tree.Fail("xsi:nil is not allowed in UBL", attribute.NameStart);
        if (attribute.Name == AttributeNames.XsiType)
            return IsOwnType(tree, index, attribute)
                || tree.Fail("xsi:type names a type that the element does not have", attribute.NameStart);
        var name = Encoding.UTF8.GetString(tree.Bytes, attribute.NameStart, attribute.NameLength);
        return tree.Fail($"the attribute {name} is not allowed on {tree.WrittenName(index)}", attribute.NameStart);
    }

    /// <summary>The prefix is not resolved here: naming the type an element has anyway changes nothing.</summary>
    private static bool IsOwnType(XmlTree tree, int index, XmlAttribute attribute)
    {
        var value = Encoding.UTF8.GetString(XmlText.Trim(tree.Bytes.AsSpan(attribute.ValueStart, attribute.ValueLength)));
        var own = UblSchema.TypeNameOf(tree.Nodes[index].Name);
        return value[(value.IndexOf(':', StringComparison.Ordinal) + 1)..] == own[(own.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    private static string Quote(ReadOnlySpan<byte> text)
    {
        var value = Encoding.UTF8.GetString(text);
        return value.Length <= 40 ? value : value[..40] + "…";
    }
}
