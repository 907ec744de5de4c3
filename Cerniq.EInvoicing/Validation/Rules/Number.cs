using System.Globalization;
using Cerniq.EInvoicing.Validation.Arithmetic;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>Amounts as the official tests read them: as exact decimals where they say so, else as binary floating point.</summary>
internal static class Number
{
    /// <summary>The text as a double; NaN when it is absent or no number, so that every comparison with it is false.</summary>
    public static double Of(Element element)
    {
        if (!element.Exists)
            return double.NaN;
        return double.TryParse(XmlText.Trim(element.Text), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value
            : double.NaN;
    }

    /// <summary>The exact value of a child; null when it is absent.</summary>
    public static Num? Exact(Element parent, ushort child) => Num.Parse(parent.Child(child).Text);

    public static bool Equal(Num? a, Num? b) => a is { } x && b is { } y && x == y;
}
