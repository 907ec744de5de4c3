using Cerniq.EInvoicing.Validation.Structure;

namespace Cerniq.EInvoicing.Validation.Xml;

internal ref partial struct XmlTreeReader
{
    private bool StartTag()
    {
        var start = _pos;
        var length = _bytes.AsSpan(start + 1, _end - start - 1).IndexOfAny(XmlCharacters.TagNameStops);
        if (length is < 1 or > XmlLimits.NameBytes)
            return Fail("a start tag with a name of reasonable length is expected here");
        if (_depth == XmlLimits.Depth)
            return Fail($"elements are nested more than {XmlLimits.Depth} deep");
        var outer = new OpenElement { Bindings = _tree.Namespaces.Depth, Context = _tree.Namespaces.Context };
        var at = start + 1 + length;
        var count = 0;
        if (_bytes[at] != '>' && !AttributesOf(ref at, ref count))
            return false;
        var empty = _bytes[at] == '/';
        if (!ElementName(start + 1, length, out var name, out var space))
            return false;
        outer.Node = AddNode(name);
        ref var node = ref _tree.Nodes[outer.Node];
        (node.Namespace, node.NameLength, node.Start) = (space, (ushort)length, start);
        if (count > 0 && !Keep(outer.Node, count))
            return false;
        _open[_depth++] = outer;
        _pos = at + (empty ? 2 : 1);
        if (empty)
            Leave(outer);
        return true;
    }

    private readonly int AddNode(ushort name)
    {
        var index = _tree.Add(name);
        if (_depth == 0)
            return index;
        ref var parent = ref _open[_depth - 1];
        _tree.Nodes[index].Parent = parent.Node;
        if (parent.LastChild == 0)
            _tree.Nodes[parent.Node].FirstChild = index;
        else
            _tree.Nodes[parent.LastChild].NextSibling = index;
        parent.LastChild = index;
        return index;
    }

    /// <summary>Reads a qualified name; <paramref name="colon"/> is the offset of its colon, or -1.</summary>
    private readonly bool Name(ref int at, out int colon)
    {
        var start = at;
        colon = -1;
        if (!XmlCharacters.IsNameStart(_bytes[at]))
            return Fail("a name is expected here", at);
        for (; XmlCharacters.IsName(_bytes[at]); at++)
            if (_bytes[at] == ':')
            {
                if (colon >= 0 || at == start || !XmlCharacters.IsNameStart(_bytes[at + 1]) || _bytes[at + 1] == ':')
                    return Fail("a name may have one colon, between two parts", at);
                colon = at;
            }
        return at - start <= XmlLimits.NameBytes || Fail("the name is too long", start);
    }

    /// <summary>What a name means; one that has been seen under the same bindings is not looked at again.</summary>
    private readonly bool ElementName(int start, int length, out ushort name, out ushort space)
    {
        var written = _bytes.AsSpan(start, length);
        ref var known = ref _names.Find(written, _tree.Namespaces.Context, out var key);
        (name, space) = (UblNames.None, 0);
        if (!known.Is(key, written, _bytes))
        {
            var at = start;
            if (!Name(ref at, out var colon))
                return false;
            if (at != start + length)
                return Fail("a character is not allowed in a name", at);
            var found = _tree.Namespaces.Resolve(colon < 0 ? default : _bytes.AsSpan(start, colon - start));
            if (found == XmlNamespaces.Unbound)
                return Fail($"the prefix of the element {System.Text.Encoding.UTF8.GetString(written)} is not declared", start);
            var local = colon < 0 ? written : written[(colon - start + 1)..];
            known.Set(key, start, UblNames.Find((ushort)found, local), (ushort)found);
        }
        (name, space) = (known.Name, known.Namespace);
        return true;
    }

    /// <summary>Reads the attributes up to the closing bracket or its slash, and binds the namespaces they declare.</summary>
    private bool AttributesOf(ref int at, ref int count)
    {
        var declares = false;
        while (true)
        {
            var before = at;
            at = XmlCharacters.SkipSpace(_bytes, at);
            if (_bytes[at] == '>' || (_bytes[at] == '/' && _bytes[at + 1] == '>'))
                return true;
            if (at >= _end)
                return Fail("the start tag is not closed", at);
            if (before == at)
                return Fail("white space is expected between attributes", at);
            if (count == XmlLimits.AttributesOfAnElement)
                return Fail("the element has too many attributes", at);
            ref var raw = ref _raw[count];
            if (!OneAttribute(ref at, ref raw))
                return false;
            for (var i = 0; i < count; i++)
                if (Written(_raw[i]).SequenceEqual(Written(raw)))
                    return Fail($"the attribute {System.Text.Encoding.UTF8.GetString(Written(raw))} is given twice", raw.NameStart);
            count++;
            if (raw.IsDeclaration && !Declare(raw, ref declares))
                return false;
        }
    }

    private readonly Span<byte> Written(RawAttribute raw) => _bytes.AsSpan(raw.NameStart, raw.NameLength);

    private bool OneAttribute(ref int at, ref RawAttribute raw)
    {
        raw.NameStart = at;
        if (!Name(ref at, out raw.Colon))
            return false;
        raw.NameLength = at - raw.NameStart;
        at = XmlCharacters.SkipSpace(_bytes, at);
        if (_bytes[at] != '=')
            return Fail("an equals sign is expected after the attribute's name", at);
        at = XmlCharacters.SkipSpace(_bytes, at + 1);
        var quote = _bytes[at];
        if (quote is not ((byte)'"' or (byte)'\''))
            return Fail("an attribute's value must stand in quotes", at);
        var start = ++at;
        var length = _bytes.AsSpan(at, _end - at).IndexOf(quote);
        if (length < 0)
            return Fail("the attribute's value is not closed", start);
        at += length + 1;
        (raw.ValueStart, raw.ValueLength) = (start, length);
        raw.IsDeclaration = Written(raw).StartsWith("xmlns"u8) && (raw.NameLength == 5 || raw.Colon == raw.NameStart + 5);
        return !_bytes.AsSpan(start, length).ContainsAny("<&\n\t"u8) || NormaliseValue(ref raw);
    }

    /// <summary>Resolves the references of a value and turns its tabs and line ends into spaces.</summary>
    private readonly bool NormaliseValue(ref RawAttribute raw)
    {
        var target = _tree.TextEnd;
        var at = raw.ValueStart;
        while (at < raw.ValueStart + raw.ValueLength)
        {
            var b = _bytes[at];
            if (b == '<')
                return Fail("the character < is not allowed in an attribute's value", at);
            if (b == '&')
            {
                if (!Resolve(ref at, ref target))
                    return false;
                continue;
            }
            _bytes[target++] = b is (byte)'\n' or (byte)'\t' ? (byte)' ' : b;
            at++;
        }
        (raw.ValueStart, raw.ValueLength) = (_tree.TextEnd, target - _tree.TextEnd);
        _tree.TextEnd = target;
        return true;
    }

    private readonly bool Declare(RawAttribute raw, ref bool declares)
    {
        var prefix = raw.Colon < 0 ? default : Written(raw)[6..];
        var uri = _bytes.AsSpan(raw.ValueStart, raw.ValueLength);
        var index = _tree.Namespaces.IndexOf(uri);
        var isXml = prefix.SequenceEqual("xml"u8);
        if (prefix.SequenceEqual("xmlns"u8) || isXml != (index == XmlNamespaces.Xml) || uri.SequenceEqual("http://www.w3.org/2000/xmlns/"u8))
            return Fail("the prefixes xml and xmlns and their namespaces cannot be declared otherwise", raw.NameStart);
        if (index == XmlNamespaces.None && prefix.Length > 0)
            return Fail("a prefix cannot be bound to no namespace", raw.NameStart);
        if (index < 0 || !_tree.Namespaces.Bind(prefix, (ushort)index))
            return Fail("the document declares too many namespaces", raw.NameStart);
        if (!declares)
            _tree.Namespaces.Open();
        return declares = true;
    }

    /// <summary>Stores the attributes of an element, now that its namespaces are known.</summary>
    private readonly bool Keep(int node, int count)
    {
        ref var element = ref _tree.Nodes[node];
        element.FirstAttribute = _tree.AttributeCount;
        for (var i = 0; i < count; i++)
        {
            ref readonly var raw = ref _raw[i];
            if (raw.IsDeclaration)
                continue;
            byte name;
            if (raw.Colon < 0)
                name = AttributeNames.Find(Written(raw));
            else if (!Qualified(i, out name))
                return false;
            _tree.AddAttribute(new XmlAttribute
            {
                Name = name, NameStart = raw.NameStart, NameLength = raw.NameLength, ValueStart = raw.ValueStart, ValueLength = raw.ValueLength,
            });
            element.AttributeCount++;
        }
        return true;
    }

    /// <summary>The id of a prefixed attribute; refuses unbound prefixes and two prefixes for one name.</summary>
    private readonly bool Qualified(int index, out byte name)
    {
        name = AttributeNames.Other;
        ref readonly var raw = ref _raw[index];
        var space = _tree.Namespaces.Resolve(_bytes.AsSpan(raw.NameStart, raw.Colon - raw.NameStart));
        if (space == XmlNamespaces.Unbound)
            return Fail($"the prefix of the attribute {System.Text.Encoding.UTF8.GetString(Written(raw))} is not declared", raw.NameStart);
        var local = LocalOf(raw);
        for (var i = 0; i < index; i++)
            if (_raw[i].Colon >= 0 && !_raw[i].IsDeclaration && LocalOf(_raw[i]).SequenceEqual(local)
                && _tree.Namespaces.Resolve(_bytes.AsSpan(_raw[i].NameStart, _raw[i].Colon - _raw[i].NameStart)) == space)
                return Fail("two attributes have the same name in the same namespace", raw.NameStart);
        if (space == XmlNamespaces.Instance)
            name = local.SequenceEqual("type"u8) ? AttributeNames.XsiType
                : local.SequenceEqual("nil"u8) ? AttributeNames.XsiNil
                : local.SequenceEqual("schemaLocation"u8) || local.SequenceEqual("noNamespaceSchemaLocation"u8) ? AttributeNames.XsiLocation
                : AttributeNames.Other;
        return true;
    }

    private readonly Span<byte> LocalOf(RawAttribute raw) => Written(raw)[(raw.Colon - raw.NameStart + 1)..];
}

/// <summary>An attribute as it stands in the start tag.</summary>
internal struct RawAttribute
{
    public int NameStart, NameLength, Colon, ValueStart, ValueLength;
    public bool IsDeclaration;
}
