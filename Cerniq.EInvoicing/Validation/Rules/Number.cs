using System.Globalization;
using Cerniq.EInvoicing.Validation.Arithmetic;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>Amounts as the official tests read them: as exact decimals where they say so, else as binary floating point.</summary>
internal static class Number
{
    private const int MaxWholeDigits = 15;

    /// <summary>The text as a double; NaN when it is absent or no number, so that every comparison with it is false.</summary>
    public static double Of(Element element)
    {
        if (!element.Exists)
            return double.NaN;
        return double.TryParse(XmlText.Trim(element.Text), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value
            : double.NaN;
    }

    /// <summary>
    /// True for a number of zero or more. The official engine compares digits alone as a whole number and all else as binary floating
    /// point, where it places the negative zero below zero: so -0 is not negative, but -0.00 is.
    /// </summary>
    public static bool IsNotNegative(Element element)
    {
        var value = Of(element);
        return value > 0 || (value == 0 && (!double.IsNegative(value) || IsWhole(XmlText.Trim(element.Text))));
    }

    private static bool IsWhole(ReadOnlySpan<byte> text) => text.Length <= 1 + MaxWholeDigits && !text.Contains((byte)'.');

    /// <summary>The exact value of a child; null when it is absent.</summary>
    public static Num? Exact(Element parent, ushort child) => Num.Parse(parent.Child(child).Text);

    public static bool Equal(Num? a, Num? b) => a is { } x && b is { } y && x == y;
}
