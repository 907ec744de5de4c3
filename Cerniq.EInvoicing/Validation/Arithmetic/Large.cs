using System.Globalization;
using System.Numerics;

namespace Cerniq.EInvoicing.Validation.Arithmetic;

/// <summary>A whole number divided by a power of ten, always in lowest terms.</summary>
internal sealed class Large
{
    /// <summary>More digits than this are cut off; parsing and multiplying them would take the time of many documents.</summary>
    private const int DigitCeiling = 2000;

    private Large(BigInteger mantissa, int scale)
    {
        while (scale > 0 && (mantissa % 10).IsZero)
            (mantissa, scale) = (mantissa / 10, scale - 1);
        (Mantissa, Scale) = (mantissa, scale);
    }

    public BigInteger Mantissa { get; }

    public int Scale { get; }

    /// <summary>Reads digits with at most one point; null when there is anything else.</summary>
    public static Num? Parse(ReadOnlySpan<byte> digits, bool negative)
    {
        var point = digits.IndexOf((byte)'.');
        var whole = (point < 0 ? digits : digits[..point]).TrimStart((byte)'0');
        var fraction = (point < 0 ? default : digits[(point + 1)..]).TrimEnd((byte)'0');
        if (whole.ContainsAnyExceptInRange((byte)'0', (byte)'9') || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return null;
        if (whole.Length > DigitCeiling)
            whole = whole[..DigitCeiling];
        if (fraction.Length > DigitCeiling)
            fraction = fraction[..DigitCeiling];
        var text = string.Concat("0", System.Text.Encoding.ASCII.GetString(whole), System.Text.Encoding.ASCII.GetString(fraction));
        var mantissa = BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        return (Num)new Large(negative ? -mantissa : mantissa, fraction.Length);
    }

    public static Large FromDecimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var mantissa = ((BigInteger)unchecked((uint)bits[2]) << 64) | ((BigInteger)unchecked((uint)bits[1]) << 32) | unchecked((uint)bits[0]);
        return new Large(value < 0 ? -mantissa : mantissa, value.Scale);
    }

    /// <summary>Every finite binary fraction is a decimal one: 1 / 2^n = 5^n / 10^n.</summary>
    public static Large FromDouble(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = (bits & 0xFFFFFFFFFFFFFL) | (exponent == 0 ? 0 : 0x10000000000000L);
        exponent = Math.Max(exponent, 1) - 1075;
        if (value < 0)
            mantissa = -mantissa;
        return exponent >= 0 ? new Large(mantissa << exponent, 0) : new Large(mantissa * BigInteger.Pow(5, -exponent), -exponent);
    }

    public static Large Add(Large a, Large b, int sign)
    {
        var scale = Math.Max(a.Scale, b.Scale);
        return new Large(a.At(scale) + (sign * b.At(scale)), scale);
    }

    public static Large Multiply(Large a, Large b) => new(a.Mantissa * b.Mantissa, a.Scale + b.Scale);

    public Large Shift(int places) => new(Mantissa, Scale + places);

    /// <summary>To the given number of decimals, halves towards positive infinity.</summary>
    public Large Round(int decimals)
    {
        if (Scale <= decimals)
            return this;
        var unit = BigInteger.Pow(10, Scale - decimals);
        var doubled = (Mantissa * 2) + unit;
        var quotient = BigInteger.DivRem(doubled, unit * 2, out var remainder);
        return new Large(remainder.Sign < 0 ? quotient - 1 : quotient, decimals);
    }

    public int Compare(Large other)
    {
        var scale = Math.Max(Scale, other.Scale);
        return At(scale).CompareTo(other.At(scale));
    }

    public override int GetHashCode() => HashCode.Combine(Mantissa, Scale);

    public override bool Equals(object? obj) => obj is Large other && Compare(other) == 0;

    public override string ToString()
    {
        var digits = BigInteger.Abs(Mantissa).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        var sign = Mantissa.Sign < 0 ? "-" : "";
        return Scale == 0 ? sign + digits : $"{sign}{digits[..^Scale]}.{digits[^Scale..]}";
    }

    private BigInteger At(int scale) => Mantissa * BigInteger.Pow(10, scale - Scale);
}
