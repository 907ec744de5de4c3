using System.Buffers;

namespace Cerniq.EInvoicing.Validation.Xml;

/// <summary>Classes of characters, by byte of UTF-8.</summary>
internal static class XmlCharacters
{
    /// <summary>Bytes that XML allows nowhere.</summary>
    public static readonly SearchValues<byte> Forbidden = SearchValues.Create(
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000B\u000C\u000E\u000F"u8
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F"u8);

    /// <summary>Bytes that end a plain run of text.</summary>
    public static readonly SearchValues<byte> TextStops = SearchValues.Create("<&]"u8);

    /// <summary>Bytes that end the name of a start tag.</summary>
    public static readonly SearchValues<byte> TagNameStops = SearchValues.Create(">/ \t\n"u8);

    private static readonly bool[] NameBytes = Classify(first: false), NameStartBytes = Classify(first: true);

    public static bool IsSpace(byte b) => b is 0x20 or 0x0A or 0x09 or 0x0D;

    public static bool IsNameStart(byte b) => NameStartBytes[b];

    public static bool IsName(byte b) => NameBytes[b];

    /// <summary>Whether a code point may stand in a document, as the production Char says.</summary>
    public static bool IsAllowed(uint c) =>
        c is 9 or 10 or 13 or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or (>= 0x10000 and <= 0x10FFFF);

    /// <summary>Index of the first byte that is not white space.</summary>
    public static int SkipSpace(ReadOnlySpan<byte> bytes, int from)
    {
        while ((uint)from < (uint)bytes.Length && IsSpace(bytes[from]))
            from++;
        return from;
    }

    public static bool IsBlank(ReadOnlySpan<byte> bytes) => SkipSpace(bytes, 0) == bytes.Length;

    private static bool[] Classify(bool first)
    {
        var table = new bool[256];
        for (var b = 0; b < 256; b++)
            table[b] = b >= 0x80 || char.IsAsciiLetter((char)b) || b is '_' or ':' || (!first && (char.IsAsciiDigit((char)b) || b is '-' or '.'));
        return table;
    }
}
