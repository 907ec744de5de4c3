using System.Text;

namespace Cerniq.EInvoicing.Validation.Xml;

internal ref partial struct XmlTreeReader
{
    /// <summary>The XML declaration, comments, processing instructions and at most one empty document type declaration.</summary>
    private bool Prolog()
    {
        if (StartsWith("<?xml"u8) && XmlCharacters.IsSpace(_bytes[_pos + 5]) && !XmlDeclaration())
            return false;
        var doctype = false;
        while (true)
        {
            _pos = XmlCharacters.SkipSpace(_bytes, _pos);
            if (StartsWith("<!--"u8))
            {
                if (!Comment())
                    return false;
            }
            else if (StartsWith("<?"u8))
            {
                if (!ProcessingInstruction())
                    return false;
            }
            else if (StartsWith("<!DOCTYPE"u8) && !doctype)
            {
                doctype = true;
                if (!DocumentType())
                    return false;
            }
            else
            {
                return true;
            }
        }
    }

    private bool Epilogue()
    {
        while (true)
        {
            _pos = XmlCharacters.SkipSpace(_bytes, _pos);
            if (_pos >= _end)
                return true;
            var fine = StartsWith("<!--"u8) ? Comment()
                : StartsWith("<?"u8) ? ProcessingInstruction()
                : Fail("nothing but comments may follow the root element");
            if (!fine)
                return false;
        }
    }

    private readonly bool StartsWith(ReadOnlySpan<byte> text) => _bytes.AsSpan(_pos, _end - _pos).StartsWith(text);

    /// <summary>Version, then encoding, then standalone; only the first is required, and their order is fixed.</summary>
    private bool XmlDeclaration()
    {
        var at = _pos + 5;
        if (!Pseudo(ref at, "version"u8, out var version) || !version.StartsWith("1."u8))
            return Fail("the XML declaration must begin with the version");
        Pseudo(ref at, "encoding"u8, out _);
        if (Pseudo(ref at, "standalone"u8, out var standalone) && !standalone.SequenceEqual("yes"u8) && !standalone.SequenceEqual("no"u8))
            return Fail("standalone must be yes or no", at);
        at = XmlCharacters.SkipSpace(_bytes, at);
        if (_bytes[at] != '?' || _bytes[at + 1] != '>')
            return Fail("the XML declaration is malformed", at);
        _pos = at + 2;
        return true;
    }

    /// <summary>Reads white space, a name, an equals sign and a quoted value; goes nowhere when something else stands there.</summary>
    private readonly bool Pseudo(ref int at, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        var start = XmlCharacters.SkipSpace(_bytes, at);
        if (start == at || !_bytes.AsSpan(start, _end - start).StartsWith(name))
            return false;
        var equals = XmlCharacters.SkipSpace(_bytes, start + name.Length);
        if (_bytes[equals] != '=')
            return false;
        var open = XmlCharacters.SkipSpace(_bytes, equals + 1);
        if (_bytes[open] is not ((byte)'"' or (byte)'\''))
            return false;
        var length = _bytes.AsSpan(open + 1, _end - open - 1).IndexOf(_bytes[open]);
        if (length < 1)
            return false;
        value = _bytes.AsSpan(open + 1, length);
        at = open + length + 2;
        return true;
    }

    /// <summary>A bare name is harmless and skipped; whatever could define or fetch something is refused.</summary>
    private bool DocumentType()
    {
        var at = _pos + 9;
        var name = XmlCharacters.SkipSpace(_bytes, at);
        if (name == at)
            return Fail("the document type declaration is malformed");
        at = name;
        if (!Name(ref at, out _))
            return false;
        at = XmlCharacters.SkipSpace(_bytes, at);
        if (_bytes[at] != '>')
        {
            _tree.HasDefinitions = true;
            return Fail("document type definitions are not allowed", at);
        }
        _pos = at + 1;
        return true;
    }

    /// <summary>A comment or a CDATA section.</summary>
    private bool Declaration()
    {
        if (StartsWith("<!--"u8))
            return Comment();
        if (!StartsWith("<![CDATA["u8))
            return Fail("this markup is not allowed here");
        var start = _pos + 9;
        var length = _bytes.AsSpan(start, _end - start).IndexOf("]]>"u8);
        if (length < 0)
            return Fail("the CDATA section is not closed");
        if (!XmlCharacters.IsBlank(_bytes.AsSpan(start, length)))
            _tree.Nodes[_open[_depth - 1].Node].HasWords = true;
        if (length > 0 && _open[_depth - 1].LastChild == 0)
            AppendText(start, length);
        _pos = start + length + 3;
        return true;
    }

    private bool Comment()
    {
        var start = _pos + 4;
        var length = _bytes.AsSpan(start, _end - start).IndexOf("--"u8);
        if (length < 0)
            return Fail("the comment is not closed");
        if (_bytes[start + length + 2] != '>')
            return Fail("two hyphens are not allowed in a comment", start + length);
        _pos = start + length + 3;
        return true;
    }

    private bool ProcessingInstruction()
    {
        var start = _pos + 2;
        var at = start;
        if (!Name(ref at, out var colon))
            return false;
        var target = _bytes.AsSpan(start, at - start);
        if (colon >= 0 || Ascii.EqualsIgnoreCase(target, "xml"u8))
            return Fail("the name of the processing instruction is not allowed");
        var length = _bytes.AsSpan(at, _end - at).IndexOf("?>"u8);
        if (length < 0 || (length > 0 && !XmlCharacters.IsSpace(_bytes[at])))
            return Fail("the processing instruction is malformed");
        _pos = at + length + 2;
        return true;
    }

    /// <summary>Writes the character a reference stands for at <paramref name="target"/>.</summary>
    private readonly bool Resolve(ref int at, ref int target)
    {
        var length = _bytes.AsSpan(at, Math.Min(_end - at, 32)).IndexOf((byte)';');
        if (length < 2)
            return Fail("an ampersand must start a reference that ends with a semicolon", at);
        var name = _bytes.AsSpan(at + 1, length - 1);
        if (name[0] == '#')
        {
            if (!CodePoint(name[1..], out var code) || !XmlCharacters.IsAllowed(code))
                return Fail($"the reference &{Encoding.UTF8.GetString(name)}; stands for no allowed character", at);
            target += new Rune(code).EncodeToUtf8(_bytes.AsSpan(target));
        }
        else
        {
            var character = Predefined(name);
            if (character == 0)
                return Fail($"the entity {Encoding.UTF8.GetString(name)} is not known", at);
            _bytes[target++] = character;
        }
        at += length + 1;
        return true;
    }

    private static byte Predefined(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("amp"u8) ? (byte)'&'
        : name.SequenceEqual("lt"u8) ? (byte)'<'
        : name.SequenceEqual("gt"u8) ? (byte)'>'
        : name.SequenceEqual("quot"u8) ? (byte)'"'
        : name.SequenceEqual("apos"u8) ? (byte)'\''
        : (byte)0;

    private static bool CodePoint(ReadOnlySpan<byte> digits, out uint code)
    {
        code = 0;
        var radix = 10u;
        if (!digits.IsEmpty && digits[0] == 'x')
            {
            radix = 16;
            digits = digits[1..];
        }
        foreach (var b in digits)
        {
            var digit = char.IsAsciiDigit((char)b) || (radix == 16 && char.IsAsciiHexDigit((char)b)) ? (uint)Convert.ToInt32(((char)b).ToString(), 16) : 99;
            if (digit >= radix || code > 0x10FFFF)
                return false;
            code = (code * radix) + digit;
        }
        return !digits.IsEmpty;
    }
}
