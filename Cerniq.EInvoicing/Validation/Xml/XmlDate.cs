using System.Numerics;
using Cerniq.EInvoicing.Validation.Structure;

namespace Cerniq.EInvoicing.Validation.Xml;

/// <summary>A date of XML Schema, which may have a time zone and a year beyond 9999; ordered by the moment the day begins.</summary>
internal readonly record struct XmlDate(BigInteger Minutes) : IComparable<XmlDate>
{
    public int CompareTo(XmlDate other) => Minutes.CompareTo(other.Minutes);

    public static bool operator <(XmlDate a, XmlDate b) => a.CompareTo(b) < 0;

    public static bool operator >(XmlDate a, XmlDate b) => a.CompareTo(b) > 0;

    public static bool operator <=(XmlDate a, XmlDate b) => a.CompareTo(b) <= 0;

    public static bool operator >=(XmlDate a, XmlDate b) => a.CompareTo(b) >= 0;

    public static bool TryParse(ReadOnlySpan<byte> raw, out XmlDate date)
    {
        date = default;
        var text = XmlText.Trim(raw);
        var negative = text is [(byte)'-', ..];
        if (negative)
            text = text[1..];
        var digits = 0;
        while (digits < text.Length && LeafText.IsDigit(text[digits]))
            digits++;
        if (digits is < 4 or > 18 || (digits > 4 && text[0] == '0') || text.Length < digits + 6 || text[digits] != '-' || text[digits + 3] != '-')
            return false;
        var year = (BigInteger)Value(text[..digits]);
        if (year.IsZero || !LeafText.Two(text, digits + 1, 12, out var month) || !LeafText.Two(text, digits + 4, 31, out var day))
            return false;
        // There is no year 0, so the year before 1 is leap as year 0 of the astronomers.
        var astronomical = negative ? 1 - year : year;
        var inCycle = (int)(((astronomical % 400) + 400) % 400) + 400;
        if (month == 0 || day == 0 || day > DateTime.DaysInMonth(inCycle, month) || !LeafText.IsZone(text[(digits + 6)..], out var zone))
            return false;
        var days = ((astronomical - inCycle) / 400 * 146097) + new DateOnly(inCycle, month, day).DayNumber;
        date = new XmlDate((days * 1440) - zone);
        return true;
    }

    private static long Value(ReadOnlySpan<byte> digits)
    {
        var value = 0L;
        foreach (var b in digits)
            value = (value * 10) + (b - '0');
        return value;
    }
}
