using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Structure;

/// <summary>Lexical forms of the XML Schema types that UBL's leaves have. White space around a value is always allowed.</summary>
internal static class LeafText
{
    public static bool IsDecimal(ReadOnlySpan<byte> raw)
    {
        var text = XmlText.Trim(raw);
        if (text is [(byte)'+' or (byte)'-', ..])
            text = text[1..];
        var digits = false;
        var point = false;
        foreach (var b in text)
            if (IsDigit(b))
                digits = true;
            else if (b == '.' && !point)
                point = true;
            else
                return false;
        return digits;
    }

    public static bool IsBoolean(ReadOnlySpan<byte> raw) => XmlText.Boolean(raw) is not null;

    public static bool IsDate(ReadOnlySpan<byte> raw) => XmlDate.TryParse(raw, out _);

    /// <summary>hh:mm:ss with optional fraction and zone; 24:00:00 is the end of the day.</summary>
    public static bool IsTime(ReadOnlySpan<byte> raw)
    {
        var t = XmlText.Trim(raw);
        if (t.Length < 8 || t[2] != ':' || t[5] != ':' || !Two(t, 0, 24, out var hour) || !Two(t, 3, 59, out var minute) || !Two(t, 6, 59, out var second))
            return false;
        t = t[8..];
        var fraction = 0;
        if (t is [(byte)'.', ..])
        {
            var end = 1;
            for (; end < t.Length && IsDigit(t[end]); end++)
                fraction |= t[end] - '0';
            if (end == 1)
                return false;
            t = t[end..];
        }
        return (hour < 24 || (minute | second | fraction) == 0) && IsZone(t, out _);
    }

    /// <summary>Nothing, Z, or an offset of at most fourteen hours.</summary>
    public static bool IsZone(ReadOnlySpan<byte> zone, out int minutes)
    {
        minutes = 0;
        if (zone.IsEmpty || zone is [(byte)'Z'])
            return true;
        if (zone.Length != 6 || zone[0] is not ((byte)'+' or (byte)'-') || zone[3] != ':' || !Two(zone, 1, 14, out var h) || !Two(zone, 4, 59, out var m))
            return false;
        minutes = (zone[0] == '-' ? -1 : 1) * ((h * 60) + m);
        return h < 14 || m == 0;
    }

    /// <summary>Letters of up to eight, then parts of letters and digits of up to eight, joined by hyphens.</summary>
    public static bool IsLanguage(ReadOnlySpan<byte> raw)
    {
        var part = 0;
        var first = true;
        foreach (var b in XmlText.Trim(raw))
        {
            if (b == '-' && part > 0)
                (part, first) = (0, false);
            else if (++part > 8 || !(char.IsAsciiLetter((char)b) || (!first && IsDigit(b))))
                return false;
        }
        return part > 0;
    }

    /// <summary>Groups of four with single spaces allowed between characters, padded as RFC 2045 says.</summary>
    public static bool IsBase64(ReadOnlySpan<byte> raw)
    {
        var count = 0;
        var padding = 0;
        byte last = 0;
        foreach (var b in raw)
        {
            if (XmlCharacters.IsSpace(b))
                continue;
            if (b == '=')
                padding++;
            else if (padding > 0 || !(char.IsAsciiLetterOrDigit((char)b) || b is (byte)'+' or (byte)'/'))
                return false;
            else
                last = b;
            count++;
        }
        return (count & 3) == 0 && (padding == 0 || (padding == 1 && "AEIMQUYcgkosw048"u8.Contains(last)) || (padding == 2 && "AQgw"u8.Contains(last)));
    }

    internal static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';

    internal static bool Two(ReadOnlySpan<byte> text, int at, int max, out int value)
    {
        value = 0;
        if (!IsDigit(text[at]) || !IsDigit(text[at + 1]))
            return false;
        value = ((text[at] - '0') * 10) + text[at + 1] - '0';
        return value <= max;
    }
}
