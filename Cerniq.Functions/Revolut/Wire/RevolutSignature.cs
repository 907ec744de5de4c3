using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cerniq.Functions.Revolut.Wire;

/// <summary>What a webhook's signature is worth. Only <see cref="Valid"/> opens the door.</summary>
public enum SignatureVerdict
{
    Valid,

    /// <summary>A header is absent.</summary>
    Missing,

    /// <summary>A header is not of its form.</summary>
    Malformed,

    /// <summary>Sent more than five minutes ago.</summary>
    Stale,

    /// <summary>Sent more than five minutes from now.</summary>
    Future,

    /// <summary>No signature fits any secret, or there is no secret.</summary>
    NoMatch,
}

/// <summary>Checks that a webhook comes from Revolut. Pure: bytes, headers, secrets and the time go in, a verdict comes out.</summary>
public static class RevolutSignature
{
    public const string SignatureHeader = "Revolut-Signature";
    public const string TimestampHeader = "Revolut-Request-Timestamp";

    /// <summary>The header of the older scheme.</summary>
    public const string SignatureHeaderV1 = "X-Revolut-Signature-V1";

    private const string Version = "v1";
    private const int MaxTimestamp = 15;
    private const int OnStack = 2048;

    /// <summary>How far the delivery's time may lie from ours, either way.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Checks the scheme of webhooks v2: HMAC-SHA256 over <c>v1.{timestamp}.{body}</c>.</summary>
    /// <param name="rawBody">The bytes as they came; never parsed and written again.</param>
    /// <param name="timestampHeader">Unix milliseconds of the delivery.</param>
    /// <param name="signatureHeader">One or several <c>v1=hex</c>, with commas; several while a secret is being rotated.</param>
    /// <param name="keys">Of the secrets in force; see <see cref="KeysOf"/>.</param>
    public static SignatureVerdict Verify(
        ReadOnlySpan<byte> rawBody, string? timestampHeader, string? signatureHeader, IReadOnlyList<byte[]> keys, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(timestampHeader) || string.IsNullOrWhiteSpace(signatureHeader))
        {
            return SignatureVerdict.Missing;
        }

        var timestamp = timestampHeader.AsSpan().Trim();
        if (!HoldsSignature(signatureHeader) || Milliseconds(timestamp) is not { } sentAt)
        {
            return SignatureVerdict.Malformed;
        }

        var age = now.ToUnixTimeMilliseconds() - sentAt;
        return Math.Abs(age) <= Tolerance.TotalMilliseconds ? Judge(rawBody, timestamp, signatureHeader, keys)
            : age > 0 ? SignatureVerdict.Stale
            : SignatureVerdict.Future;
    }

    /// <summary>Checks the older scheme: HMAC-SHA256 over the body alone, in hexadecimal. It has no time, so a recorded call can
    /// be played again: whoever accepts it must know deliveries by their id.</summary>
    public static SignatureVerdict VerifyV1(ReadOnlySpan<byte> rawBody, string? signatureHeader, IReadOnlyList<byte[]> keys)
    {
        if (string.IsNullOrWhiteSpace(signatureHeader))
        {
            return SignatureVerdict.Missing;
        }

        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return !TryRead(signatureHeader.AsSpan().Trim(), signature) ? SignatureVerdict.Malformed
            : Fits(rawBody, signature, keys) ? SignatureVerdict.Valid
            : SignatureVerdict.NoMatch;
    }

    /// <summary>The keys that secrets stand for: their bytes, the <c>wsk_</c> included. Blank ones open nothing and are left out.</summary>
    public static IReadOnlyList<byte[]> KeysOf(params IEnumerable<string> secrets) =>
        [.. secrets.Where(secret => !string.IsNullOrWhiteSpace(secret)).Select(Encoding.UTF8.GetBytes)];

    /// <summary>Makes the v2 header, for stand-ins and tests.</summary>
    public static string Sign(ReadOnlySpan<byte> rawBody, DateTimeOffset at, string secret)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{Version}.{at.ToUnixTimeMilliseconds()}."), .. rawBody];
        return $"{Version}={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    private static SignatureVerdict Judge(
        ReadOnlySpan<byte> rawBody, ReadOnlySpan<char> timestamp, string signatureHeader, IReadOnlyList<byte[]> keys)
    {
        var length = Version.Length + timestamp.Length + rawBody.Length + 2;
        var rented = length <= OnStack ? null : ArrayPool<byte>.Shared.Rent(length);
        var signed = rented is null ? stackalloc byte[OnStack] : rented;
        try
        {
            var at = Encoding.ASCII.GetBytes(Version, signed);
            signed[at++] = (byte)'.';
            at += Encoding.ASCII.GetBytes(timestamp, signed[at..]);
            signed[at++] = (byte)'.';
            rawBody.CopyTo(signed[at..]);
            return FitsAny(signed[..length], signatureHeader, keys) ? SignatureVerdict.Valid : SignatureVerdict.NoMatch;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Looks at every pair, so that the time it takes tells nothing.</summary>
    private static bool FitsAny(ReadOnlySpan<byte> signed, string signatureHeader, IReadOnlyList<byte[]> keys)
    {
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var fits = false;
        foreach (var part in signatureHeader.AsSpan().Split(','))
        {
            if (TryReadVersioned(signatureHeader.AsSpan(part), signature))
            {
                fits |= Fits(signed, signature, keys);
            }
        }

        return fits;
    }

    private static bool Fits(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature, IReadOnlyList<byte[]> keys)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var fits = false;
        foreach (var key in keys)
        {
            HMACSHA256.HashData(key, signed, expected);
            fits |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }

        return fits;
    }

    private static bool HoldsSignature(string signatureHeader)
    {
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var part in signatureHeader.AsSpan().Split(','))
        {
            if (TryReadVersioned(signatureHeader.AsSpan(part), signature))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads <c>v1=hex</c>; other versions may be added some day and mean nothing here.</summary>
    private static bool TryReadVersioned(ReadOnlySpan<char> part, Span<byte> signature)
    {
        part = part.Trim();
        return part.StartsWith(Version, StringComparison.Ordinal) && part[Version.Length..] is ['=', .. var hex] && TryRead(hex, signature);
    }

    private static bool TryRead(ReadOnlySpan<char> hex, Span<byte> signature) =>
        hex.Length == 2 * signature.Length && Convert.FromHexString(hex, signature, out _, out _) == OperationStatus.Done;

    private static long? Milliseconds(ReadOnlySpan<char> text) =>
        text.Length <= MaxTimestamp && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
