using System.Buffers.Text;
using Cerniq.EInvoicing.Tax;

namespace Cerniq.EInvoicing.Ubl.Writing;

/// <summary>Decimals as XML Schema writes them. Nearly every figure on an invoice fits 64 bits, which is written without formatting machinery.</summary>
internal static class DecimalText
{
    /// <summary>Sign, 29 digits, point, leading zero.</summary>
    public const int MaxLength = 33;

    /// <summary>Exactly two decimals; more are rounded.</summary>
    public static int Fixed2(decimal value, Span<byte> target)
    {
        var rounded = Money.Round(value);
        if (!TrySmall(rounded, out var mantissa, out var scale, out var negative))
        {
            Utf8Formatter.TryFormat(rounded, target, out var written, new System.Buffers.StandardFormat('F', 2));
            return written;
        }

        for (; scale < 2; scale++)
            mantissa *= 10;
        return Write(mantissa, 2, negative, target);
    }

    /// <summary>No trailing zeros, no exponent.</summary>
    public static int Shortest(decimal value, Span<byte> target)
    {
        if (TrySmall(value, out var mantissa, out var scale, out var negative))
        {
            while (scale > 0 && mantissa % 10 == 0)
            {
                mantissa /= 10;
                scale--;
            }

            return Write(mantissa, scale, negative, target);
        }

        Utf8Formatter.TryFormat(value, target, out var written);
        return target[..written].Contains((byte)'.') ? target[..written].TrimEnd((byte)'0').TrimEnd((byte)'.').Length : written;
    }

    private static bool TrySmall(decimal value, out ulong mantissa, out int scale, out bool negative)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        unchecked
        {
            mantissa = ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
            scale = (bits[3] >> 16) & 0xFF;
            negative = bits[3] < 0 && mantissa != 0;
        }

        return bits[2] == 0 && mantissa <= ulong.MaxValue / 100;
    }

    private static int Write(ulong mantissa, int scale, bool negative, Span<byte> target)
    {
        Span<byte> reversed = stackalloc byte[MaxLength];
        var count = 0;
        var digits = 0;
        do
        {
            if (scale > 0 && digits == scale)
                reversed[count++] = (byte)'.';
            reversed[count++] = (byte)('0' + mantissa % 10);
            mantissa /= 10;
            digits++;
        }
        while (mantissa != 0 || digits <= scale);

        if (negative)
            reversed[count++] = (byte)'-';
        for (var i = 0; i < count; i++)
            target[i] = reversed[count - 1 - i];
        return count;
    }
}
