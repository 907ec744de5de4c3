using System.Globalization;
using System.Numerics;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Arithmetic;

/// <summary>
/// An exact decimal number of any size, as the rules compute with. Numbers of ordinary invoices stay in a <see cref="decimal"/>;
/// anything that could lose a digit there moves to whole-number arithmetic.
/// </summary>
internal readonly struct Num : IComparable<Num>, IEquatable<Num>
{
    /// <summary>Bounds within which sums, differences and hundredfolds of decimals are exact.</summary>
    private const decimal Ceiling = 10_000_000_000_000m;
    private const int ScaleCeiling = 12;

    /// <summary>Bounds within which products are exact and stay within the bounds above.</summary>
    private const decimal FactorCeiling = 1_000_000m;
    private const int FactorScaleCeiling = 6;

    private readonly decimal _small;
    private readonly Large? _large;

    private Num(decimal value) => _small = value;

    private Num(Large large) => _large = large;

    public static Num Zero => default;

    public int Sign => _large is null ? Math.Sign(_small) : _large.Mantissa.Sign;

    public static Num Of(decimal value) => From(value);

    /// <summary>Reads a schema-valid decimal; null for anything else, an empty text included.</summary>
    public static Num? Parse(ReadOnlySpan<byte> raw)
    {
        var text = XmlText.Trim(raw);
        var negative = text is [(byte)'-', ..];
        if (text is [(byte)'+' or (byte)'-', ..])
            text = text[1..];
        ulong mantissa = 0;
        var (digits, scale, point) = (0, 0, false);
        foreach (var b in text)
        {
            if (b == '.' && !point)
            {
                point = true;
                continue;
            }
            if (b is < (byte)'0' or > (byte)'9')
                return null;
            if (++digits > 18)
                return Large.Parse(text, negative);
            mantissa = (mantissa * 10) + (ulong)(b - '0');
            scale += point ? 1 : 0;
        }
        if (digits == 0)
            return null;
        return scale > ScaleCeiling
            ? Large.Parse(text, negative)
            : From(new decimal(unchecked((int)mantissa), unchecked((int)(mantissa >> 32)), 0, negative, (byte)scale));
    }

    public static Num operator +(Num a, Num b) =>
        a._large is null && b._large is null ? From(a._small + b._small) : new Num(Large.Add(a.ToLarge(), b.ToLarge(), 1));

    public static Num operator -(Num a, Num b) =>
        a._large is null && b._large is null ? From(a._small - b._small) : new Num(Large.Add(a.ToLarge(), b.ToLarge(), -1));

    public static Num operator *(Num a, Num b) =>
        a.IsFactor && b.IsFactor ? From(a._small * b._small) : new Num(Large.Multiply(a.ToLarge(), b.ToLarge()));

    public static bool operator ==(Num a, Num b) => a.CompareTo(b) == 0;

    public static bool operator !=(Num a, Num b) => a.CompareTo(b) != 0;

    public static bool operator <(Num a, Num b) => a.CompareTo(b) < 0;

    public static bool operator >(Num a, Num b) => a.CompareTo(b) > 0;

    public static bool operator <=(Num a, Num b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Num a, Num b) => a.CompareTo(b) >= 0;

    public Num Abs() => Sign < 0 ? Zero - this : this;

    /// <summary>A hundredth of the number, exactly.</summary>
    public Num Hundredth() => IsFactor ? From(_small / 100) : new Num(ToLarge().Shift(2));

    /// <summary>To a whole number, halves towards positive infinity.</summary>
    public Num Round() => _large is null ? From(Math.Floor(_small + 0.5m)) : new Num(_large.Round(0));

    /// <summary>To two decimals, halves towards positive infinity.</summary>
    public Num RoundCents() => _large is null ? From(Math.Floor((_small * 100) + 0.5m) / 100) : new Num(_large.Round(2));

    public int CompareTo(Num other) =>
        _large is null && other._large is null ? _small.CompareTo(other._small) : ToLarge().Compare(other.ToLarge());

    public bool Equals(Num other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is Num other && Equals(other);

    public override int GetHashCode() => _large is null ? _small.GetHashCode() : _large.GetHashCode();

    public override string ToString() =>
        _large is null ? _small.ToString("0.00##########", CultureInfo.InvariantCulture) : _large.ToString();

    public double ToDouble() => _large is null ? (double)_small : double.Parse(_large.ToString(), CultureInfo.InvariantCulture);

    /// <summary>Compares a binary floating-point number with this one, both taken exactly.</summary>
    public int CompareDouble(double value)
    {
        var near = ToDouble();
        if (Math.Abs(value - near) > 1e-6 * Math.Max(1, Math.Abs(near)))
            return value.CompareTo(near);
        return Large.FromDouble(value).Compare(ToLarge());
    }

    private bool IsFactor => _large is null && _small.Scale <= FactorScaleCeiling && Math.Abs(_small) < FactorCeiling;

    private static Num From(decimal value) => Math.Abs(value) < Ceiling ? new Num(value) : new Num(Large.FromDecimal(value));

    private Large ToLarge() => _large ?? Large.FromDecimal(_small);

    public static implicit operator Num(Large large) => new(large);
}
