using Cerniq.EInvoicing.Validation.Structure;

namespace Cerniq.EInvoicing.Validation.Xml;

/// <summary>
/// Parses XML 1.0 with namespaces into an <see cref="XmlTree"/>. No document type definition is read and no entity but the five
/// predefined ones is known, so nothing outside the given bytes can be reached and nothing can be blown up.
/// </summary>
internal ref partial struct XmlTreeReader
{
    private readonly XmlTree _tree;
    private readonly byte[] _bytes;
    private readonly int _end;
    private readonly NameCache _names;
    private readonly OpenElement[] _open;
    private readonly RawAttribute[] _raw;
    private int _depth;
    private int _pos;

    private XmlTreeReader(XmlTree tree, ReaderScratch scratch)
    {
        (_tree, _bytes, _end) = (tree, tree.Bytes, tree.Length);
        (_names, _open, _raw) = (scratch.Names, scratch.Open, scratch.Attributes);
    }

    /// <summary>False, with the tree's problem set, when the bytes are not a well-formed document.</summary>
    public static bool Read(ReadOnlySpan<byte> xml, XmlTree tree, ReaderScratch scratch)
    {
        tree.Reset();
        return XmlSource.Load(xml, tree) && new XmlTreeReader(tree, scratch).Document();
    }

    private bool Document()
    {
        if (!Prolog())
            return false;
        if (_pos >= _end || _bytes[_pos] != '<')
            return Fail(_pos >= _end ? "the document has no root element" : "text is not allowed before the root element");
        if (!StartTag())
            return false;
        while (_depth > 0)
            if (!Content())
                return false;
        return Epilogue();
    }

    /// <summary>One run of text and the markup or reference that ends it.</summary>
    private bool Content()
    {
        var from = _pos;
        var at = from;
        while (XmlCharacters.IsSpace(_bytes[at]))
            at++;
        if (_bytes[at] != '<' && !Words(ref at))
            return false;
        _pos = at;
        if (at > from && _open[_depth - 1].LastChild == 0)
            AppendText(from, at - from);
        return _bytes[at] == '<' ? Markup() : Reference();
    }

    private bool Markup() => _bytes[_pos + 1] switch
    {
        (byte)'/' => EndTag(),
        (byte)'!' => Declaration(),
        (byte)'?' => ProcessingInstruction(),
        _ => StartTag(),
    };

    /// <summary>A run with at least one character that is not white space; stops at the next markup or reference.</summary>
    private readonly bool Words(ref int at)
    {
        var open = _open[_depth - 1].Node;
        var from = at;
        while (true)
        {
            var run = _bytes.AsSpan(at, _end - at).IndexOfAny(XmlCharacters.TextStops);
            if (run < 0)
                return Fail($"the element {_tree.WrittenName(open)} is not closed", _end);
            at += run;
            if (_bytes[at] != ']')
                break;
            if (_bytes[at + 1] == ']' && _bytes[at + 2] == '>')
                return Fail("]]> is not allowed in text", at);
            at++;
        }
        _tree.Nodes[open].HasWords |= at > from;
        return true;
    }

    /// <summary>Puts the character a reference stands for behind the document, where text is joined.</summary>
    private bool Reference()
    {
        var at = _pos;
        var target = _tree.TextEnd;
        if (!Resolve(ref at, ref target))
            return false;
        ref readonly var open = ref _open[_depth - 1];
        var length = target - _tree.TextEnd;
        if (!XmlCharacters.IsBlank(_bytes.AsSpan(_tree.TextEnd, length)))
            _tree.Nodes[open.Node].HasWords = true;
        if (open.LastChild == 0)
            AppendText(_tree.TextEnd, length);
        _pos = at;
        return true;
    }

    /// <summary>Joins a piece of text to the innermost open element's own text.</summary>
    private readonly void AppendText(int start, int length)
    {
        ref var node = ref _tree.Nodes[_open[_depth - 1].Node];
        if (node.TextLength == 0)
        {
            node.TextStart = start;
            if (start == _tree.TextEnd)
                _tree.TextEnd += length;
        }
        else
        {
            var atTail = node.TextStart + node.TextLength == _tree.TextEnd;
            var room = atTail ? 0 : node.TextLength;
            _bytes.AsSpan(start, length).CopyTo(_bytes.AsSpan(_tree.TextEnd + room));
            if (!atTail)
            {
                _bytes.AsSpan(node.TextStart, room).CopyTo(_bytes.AsSpan(_tree.TextEnd));
                node.TextStart = _tree.TextEnd;
            }
            _tree.TextEnd += room + length;
        }
        node.TextLength += length;
    }

    private bool EndTag()
    {
        var open = _open[_depth - 1];
        ref readonly var node = ref _tree.Nodes[open.Node];
        var name = _bytes.AsSpan(node.Start + 1, node.NameLength);
        var at = _pos + 2;
        if (!_bytes.AsSpan(at, Math.Min(node.NameLength, _bytes.Length - at)).SequenceEqual(name) || XmlCharacters.IsName(_bytes[at + node.NameLength]))
            return Fail($"the element {_tree.WrittenName(open.Node)} must be closed by its own end tag", _pos);
        at = XmlCharacters.SkipSpace(_bytes, at + node.NameLength);
        if (_bytes[at] != '>')
            return Fail("the end tag is not closed", at);
        _pos = at + 1;
        Leave(open);
        return true;
    }

    private void Leave(OpenElement open)
    {
        if (open.Context != _tree.Namespaces.Context)
            _tree.Namespaces.Close(open.Bindings, open.Context);
        _depth--;
    }

    private readonly bool Fail(string problem) => _tree.Fail(problem, _pos);

    private readonly bool Fail(string problem, int at) => _tree.Fail(problem, at);
}

/// <summary>An element whose end tag has not come yet.</summary>
internal struct OpenElement
{
    public int Node;
    public int LastChild;

    /// <summary>Bindings in force outside the element.</summary>
    public int Bindings;
    public long Context;
}

/// <summary>Arrays a reader needs only while it reads.</summary>
internal sealed class ReaderScratch
{
    public readonly NameCache Names = new();
    public readonly OpenElement[] Open = new OpenElement[XmlLimits.Depth + 1];
    public readonly RawAttribute[] Attributes = new RawAttribute[XmlLimits.AttributesOfAnElement];
}
