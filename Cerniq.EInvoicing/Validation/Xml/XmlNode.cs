using System.Runtime.InteropServices;

namespace Cerniq.EInvoicing.Validation.Xml;

/// <summary>One element in the arena. Indices point into the arena; 0 means "none" (slot 0 is the document itself).</summary>
[StructLayout(LayoutKind.Auto)]
internal struct XmlNode
{
    /// <summary>Id in <see cref="Structure.UblNames"/>; <see cref="Structure.UblNames.Foreign"/> for any other name.</summary>
    public ushort Name;

    /// <summary>Index of the namespace in the document's <see cref="XmlNamespaces"/>.</summary>
    public ushort Namespace;

    /// <summary>Length in bytes of the name as written, which starts one byte after <see cref="Start"/>.</summary>
    public ushort NameLength;

    public ushort AttributeCount;

    /// <summary>State of the path automaton at this element; 0 where no path rule can match below.</summary>
    public ushort PathState;

    /// <summary>True when characters other than white space stand directly in the element.</summary>
    public bool HasWords;

    public int Parent;
    public int FirstChild;
    public int NextSibling;
    public int NextSameName;
    public int FirstAttribute;

    /// <summary>Offset of the "less than" sign of the start tag.</summary>
    public int Start;

    /// <summary>Where the element's own text lies in <see cref="XmlTree.Bytes"/>, references resolved.</summary>
    public int TextStart;
    public int TextLength;
}

/// <summary>One attribute; namespace declarations are not kept.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct XmlAttribute
{
    /// <summary>Id in <see cref="AttributeNames"/>.</summary>
    public byte Name;
    public int NameStart;
    public int NameLength;
    public int ValueStart;
    public int ValueLength;
}
