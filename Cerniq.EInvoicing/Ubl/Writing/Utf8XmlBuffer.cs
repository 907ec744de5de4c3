using System.Buffers;
using System.Text;

namespace Cerniq.EInvoicing.Ubl.Writing;

/// <summary>
/// Writes indented UTF-8 XML into one pooled buffer. Names are UTF-8 literals with their prefix, so nothing is encoded
/// twice; numbers are written digit by digit, so no culture can touch them.
/// </summary>
internal sealed class Utf8XmlBuffer : IDisposable
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create("&<>\"\r\n\t");
    private byte[] _buffer;
    private int _length;
    private int _depth;

    public Utf8XmlBuffer(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    public void Open(ReadOnlySpan<byte> name)
    {
        NewLine(name.Length + 2);
        Byte('<');
        Copy(name);
        Byte('>');
        _depth++;
    }

    public void Close(ReadOnlySpan<byte> name)
    {
        _depth--;
        NewLine(name.Length + 3);
        EndTag(name);
    }

    public void OpenRoot(ReadOnlySpan<byte> startTag)
    {
        Raw(startTag);
        _depth = 1;
    }

    /// <summary>An element with text; nothing for null or blank text.</summary>
    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (XmlWhitespace.IsBlank(value))
            return;
        StartTag(name);
        Byte('>');
        Escape(value);
        Ensure(name.Length + 3);
        EndTag(name);
    }

    /// <summary>An element with text and one attribute, left out when the attribute is blank.</summary>
    public void Text(ReadOnlySpan<byte> name, string? value, ReadOnlySpan<byte> attribute, string? attributeValue)
    {
        if (XmlWhitespace.IsBlank(value))
            return;
        StartTag(name);
        Attribute(attribute, attributeValue);
        Ensure(1);
        Byte('>');
        Escape(value);
        Ensure(name.Length + 3);
        EndTag(name);
    }

    /// <summary>An element with text and two attributes, each left out when blank.</summary>
    public void Text(
        ReadOnlySpan<byte> name, string? value, ReadOnlySpan<byte> attribute, string? attributeValue, ReadOnlySpan<byte> second, string? secondValue)
    {
        if (XmlWhitespace.IsBlank(value))
            return;
        StartTag(name);
        Attribute(attribute, attributeValue);
        Attribute(second, secondValue);
        Ensure(1);
        Byte('>');
        Escape(value);
        Ensure(name.Length + 3);
        EndTag(name);
    }

    public void Date(ReadOnlySpan<byte> name, DateOnly date)
    {
        StartTag(name);
        Ensure(14 + name.Length);
        Byte('>');
        Digits((ulong)date.Year, 4);
        Byte('-');
        Digits((ulong)date.Month, 2);
        Byte('-');
        Digits((ulong)date.Day, 2);
        EndTag(name);
    }

    /// <summary>A number in its shortest form: no trailing zeros, no exponent.</summary>
    public void Number(ReadOnlySpan<byte> name, decimal value)
    {
        StartTag(name);
        Byte('>');
        Decimal(value);
        Ensure(name.Length + 3);
        EndTag(name);
    }

    /// <summary>A number in its shortest form, with an attribute already encoded: <c> unitCode="H87"</c>.</summary>
    public void Number(ReadOnlySpan<byte> name, decimal value, ReadOnlySpan<byte> encodedAttribute)
    {
        StartTag(name);
        Raw(encodedAttribute);
        Ensure(1);
        Byte('>');
        Decimal(value);
        Ensure(name.Length + 3);
        EndTag(name);
    }

    public void Quantity(ReadOnlySpan<byte> name, decimal value, string? unitCode)
    {
        StartTag(name);
        Attribute("unitCode"u8, unitCode);
        Ensure(1);
        Byte('>');
        Decimal(value);
        Ensure(name.Length + 3);
        EndTag(name);
    }

    /// <summary>An amount with exactly two decimals and an encoded currency attribute.</summary>
    public void Amount(ReadOnlySpan<byte> name, decimal value, ReadOnlySpan<byte> currencyAttribute)
    {
        StartTag(name);
        Raw(currencyAttribute);
        Ensure(34 + name.Length);
        Byte('>');
        _length += DecimalText.Fixed2(value, _buffer.AsSpan(_length));
        EndTag(name);
    }

    public void Binary(ReadOnlySpan<byte> name, ReadOnlySpan<byte> content, string mimeCode, string fileName)
    {
        StartTag(name);
        Attribute("mimeCode"u8, mimeCode);
        Attribute("filename"u8, fileName);
        Ensure(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(content.Length) + name.Length + 4);
        Byte('>');
        System.Buffers.Text.Base64.EncodeToUtf8(content, _buffer.AsSpan(_length), out _, out var written);
        _length += written;
        EndTag(name);
    }

    private void StartTag(ReadOnlySpan<byte> name)
    {
        NewLine(name.Length + 2);
        Byte('<');
        Copy(name);
    }

    private void Attribute(ReadOnlySpan<byte> name, string? value)
    {
        if (XmlWhitespace.IsBlank(value))
            return;
        Ensure(name.Length + 3);
        Byte(' ');
        Copy(name);
        Byte('=');
        Byte('"');
        Escape(value);
        Ensure(2);
        Byte('"');
    }

    private void Decimal(decimal value)
    {
        Ensure(DecimalText.MaxLength);
        _length += DecimalText.Shortest(value, _buffer.AsSpan(_length));
    }

    private void Digits(ulong value, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            _buffer[_length + i] = (byte)('0' + value % 10);
            value /= 10;
        }

        _length += count;
    }

    private void Escape(ReadOnlySpan<char> text)
    {
        Ensure(checked(text.Length * 6));
        while (true)
        {
            var plain = text.IndexOfAny(Escaped);
            _length += Encoding.UTF8.GetBytes(plain < 0 ? text : text[..plain], _buffer.AsSpan(_length));
            if (plain < 0)
                return;
            Copy(text[plain] switch
            {
                '&' => "&amp;"u8,
                '<' => "&lt;"u8,
                '>' => "&gt;"u8,
                '"' => "&quot;"u8,
                '\r' => "&#13;"u8,
                '\n' => "&#10;"u8,
                _ => "&#9;"u8,
            });
            text = text[(plain + 1)..];
        }
    }

    private void NewLine(int more)
    {
        var indent = _depth * 2;
        Ensure(indent + 1 + more);
        _buffer[_length++] = (byte)'\n';
        _buffer.AsSpan(_length, indent).Fill((byte)' ');
        _length += indent;
    }

    private void EndTag(ReadOnlySpan<byte> name)
    {
        Byte('<');
        Byte('/');
        Copy(name);
        Byte('>');
    }

    private void Byte(char ascii) => _buffer[_length++] = (byte)ascii;

    private void Copy(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Ensure(int more)
    {
        if (_buffer.Length - _length < more)
            Grow(more);
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + more), _buffer.Length < 0x2000_0000 ? _buffer.Length * 2 : _buffer.Length));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
