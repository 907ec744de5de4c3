using System.Buffers;

namespace Cerniq.EInvoicing.Validation.Xml;

/// <summary>Classes of characters, by byte of UTF-8.</summary>
internal static class XmlCharacters
{
    /// <summary>Bytes that XML allows nowhere.</summary>
    public static readonly SearchValues<byte> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(b => b is not (9 or 10 or 13)).Select(b => (byte)b)]);

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
