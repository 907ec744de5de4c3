using System.Text;

namespace Cerniq.EInvoicing.Validation.Xml;

/// <summary>The string functions that the rules are written in, over UTF-8.</summary>
internal static class XmlText
{
    /// <summary>Without white space at either end. Inner runs are left alone; see <see cref="NormalizedLength"/>.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        var start = XmlCharacters.SkipSpace(text, 0);
        var end = text.Length;
        while (end > start && XmlCharacters.IsSpace(text[end - 1]))
            end--;
        return text[start..end];
    }

    /// <summary>True when the text, its white space normalised, is the given word (which holds no white space).</summary>
    public static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Trim(text).SequenceEqual(word);

    /// <summary>Number of characters (code points) after normalising white space.</summary>
    public static int NormalizedLength(ReadOnlySpan<byte> text)
    {
        var length = 0;
        var gap = false;
        foreach (var b in Trim(text))
        {
            if (XmlCharacters.IsSpace(b))
            {
                gap = true;
                continue;
            }
            if ((b & 0xC0) != 0x80)
                length += gap ? 2 : 1;
            gap = false;
        }
        return length;
    }

    /// <summary>Number of characters (code points).</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        var length = 0;
        foreach (var b in text)
            if ((b & 0xC0) != 0x80)
                length++;
        return length;
    }

    /// <summary>Number of characters behind the first point, 0 without one.</summary>
    public static int LengthAfterPoint(ReadOnlySpan<byte> text)
    {
        var point = text.IndexOf((byte)'.');
        return point < 0 ? 0 : Length(text[(point + 1)..]);
    }

    /// <summary>True when the text upper-cased is the given upper-case ASCII word.</summary>
    public static bool IsUpper(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        Ascii.IsValid(text) ? Ascii.EqualsIgnoreCase(text, word) : Upper(text).SequenceEqual(word);

    public static byte[] Upper(ReadOnlySpan<byte> text) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).ToUpperInvariant());

    /// <summary>Reads a schema-valid boolean; null for anything else.</summary>
    public static bool? Boolean(ReadOnlySpan<byte> text) => Trim(text) switch
    {
        [(byte)'1'] => true,
        [(byte)'0'] => false,
        var t when t.SequenceEqual("true"u8) => true,
        var t when t.SequenceEqual("false"u8) => false,
        _ => null,
    };
}
