using System.Text;
using System.Text.Unicode;

namespace Cerniq.EInvoicing.Validation.Xml;

/// <summary>Brings the bytes of a document into the arena as UTF-8 with normalised line ends.</summary>
internal static class XmlSource
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>False, with the tree's problem set, when the bytes cannot be a document at all.</summary>
    public static bool Load(ReadOnlySpan<byte> xml, XmlTree tree)
    {
        if (xml.Length > XmlLimits.Bytes)
            return tree.Fail($"the document is larger than {XmlLimits.Bytes / 1024 / 1024} MB", 0);
        if (xml.StartsWith("\uFEFF"u8))
            return Take(xml[3..], tree);
        if (WideEncoding(xml) is { } wide)
            return Transcode(xml, wide, tree);
        var declared = DeclaredEncoding(xml);
        if (declared.IsEmpty || Is(declared, "utf-8"u8) || Is(declared, "utf8"u8))
            return Take(xml, tree);
        return Named(declared) is { } encoding
            ? Transcode(xml, encoding, tree)
            : tree.Fail($"the encoding {Encoding.ASCII.GetString(declared)} is not supported here", 0);
    }

    private static bool Take(ReadOnlySpan<byte> utf8, XmlTree tree)
    {
        // Twice the size: resolved text goes behind the document and is never longer than it.
        var needed = (utf8.Length * 2) + 32;
        if (tree.Bytes.Length < needed)
            tree.Bytes = GC.AllocateUninitializedArray<byte>(needed);
        utf8.CopyTo(tree.Bytes);
        tree.Length = utf8.Length;
        if (tree.Bytes.AsSpan(0, tree.Length).Contains((byte)'\r'))
            tree.Length = NormaliseLineEnds(tree.Bytes.AsSpan(0, tree.Length));
        tree.Bytes.AsSpan(tree.Length, 16).Clear();
        tree.TextEnd = tree.Length + 1;
        return CheckCharacters(tree);
    }

    private static int NormaliseLineEnds(Span<byte> bytes)
    {
        var to = 0;
        for (var from = 0; from < bytes.Length; from++)
        {
            var b = bytes[from];
            if (b == '\r')
            {
                b = (byte)'\n';
                if (from + 1 < bytes.Length && bytes[from + 1] == '\n')
                    from++;
            }
            bytes[to++] = b;
        }
        return to;
    }

    private static bool CheckCharacters(XmlTree tree)
    {
        var bytes = tree.Bytes.AsSpan(0, tree.Length);
        var at = bytes.IndexOfAny(XmlCharacters.Forbidden);
        if (at >= 0)
            return tree.Fail($"the character U+{bytes[at]:X4} is not allowed in XML", at);
        if (!Utf8.IsValid(bytes))
            return tree.Fail("the bytes are not valid UTF-8", FirstInvalid(bytes));
        at = bytes.IndexOf("\uFFFE"u8);
        if (at < 0)
            at = bytes.IndexOf("\uFFFF"u8);
        return at < 0 || tree.Fail("the characters U+FFFE and U+FFFF are not allowed in XML", at);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var used) == System.Buffers.OperationStatus.Done)
            at += used;
        return at;
    }

    private static bool Transcode(ReadOnlySpan<byte> xml, Encoding encoding, XmlTree tree)
    {
        try
        {
            var text = encoding.GetString(xml);
            return Take(StrictUtf8.GetBytes(text.StartsWith('\uFEFF') ? text[1..] : text), tree);
        }
        catch (ArgumentException)
        {
            // Both directions throw on what they cannot map; the exceptions derive from ArgumentException.
            return tree.Fail($"the bytes are not valid {encoding.WebName}", 0);
        }
    }

    private static UnicodeEncoding? WideEncoding(ReadOnlySpan<byte> xml) => xml switch
    {
        [0xFE, 0xFF, ..] or [0, (byte)'<', ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true),
        [0xFF, 0xFE, ..] or [(byte)'<', 0, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true),
        _ => null,
    };

    /// <summary>The value of encoding in the XML declaration, if there is one.</summary>
    private static ReadOnlySpan<byte> DeclaredEncoding(ReadOnlySpan<byte> xml)
    {
        if (!xml.StartsWith("<?xml"u8))
            return default;
        var declaration = xml[..Math.Min(xml.Length, 256)];
        var end = declaration.IndexOf("?>"u8);
        var at = end < 0 ? -1 : declaration[..end].IndexOf("encoding"u8);
        if (at < 0)
            return default;
        var rest = declaration[(at + 8)..end];
        var open = rest.IndexOfAny((byte)'"', (byte)'\'');
        if (open < 0)
            return default;
        var close = rest[(open + 1)..].IndexOf(rest[open]);
        return close < 0 ? default : rest.Slice(open + 1, close);
    }

    private static bool Is(ReadOnlySpan<byte> declared, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(declared, name);

    /// <summary>Single-byte encodings of old accounting programs; everything else is refused.</summary>
    private static Encoding? Named(ReadOnlySpan<byte> declared)
    {
        var name = Encoding.ASCII.GetString(declared).ToLowerInvariant();
        if (name is "us-ascii" or "ascii")
            return Encoding.GetEncoding("us-ascii", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        if (name is not ("latin1" or "latin2") && !name.StartsWith("iso-8859-", StringComparison.Ordinal)
            && !name.StartsWith("windows-125", StringComparison.Ordinal))
            return null;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
