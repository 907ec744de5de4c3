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

    /// <summary>How far the delivery's time may lie from ours, either way.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Checks the scheme of webhooks v2: HMAC-SHA256 over <c>v1.{timestamp}.{body}</c>.</summary>
    /// <param name="rawBody">The bytes as they came; never parsed and written again.</param>
    /// <param name="timestampHeader">Unix milliseconds of the delivery.</param>
    /// <param name="signatureHeader">One or several <c>v1=hex</c>, with commas; several while a secret is being rotated.</param>
    /// <param name="secrets">Those in force, each with its <c>wsk_</c>, which is part of the key.</param>
    public static SignatureVerdict Verify(
        ReadOnlySpan<byte> rawBody, string? timestampHeader, string? signatureHeader, IReadOnlyCollection<string> secrets, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(timestampHeader) || string.IsNullOrWhiteSpace(signatureHeader))
        {
            return SignatureVerdict.Missing;
        }

        var signatures = Signatures(signatureHeader);
        var timestamp = timestampHeader.Trim();
        if (signatures.Count == 0 || Milliseconds(timestamp) is not { } sentAt)
        {
            return SignatureVerdict.Malformed;
        }

        var age = now.ToUnixTimeMilliseconds() - sentAt;
        if (Math.Abs(age) > Tolerance.TotalMilliseconds)
        {
            return age > 0 ? SignatureVerdict.Stale : SignatureVerdict.Future;
        }

        byte[] signed = [.. Encoding.ASCII.GetBytes($"{Version}.{timestamp}."), .. rawBody];
        return Fits(signed, signatures, secrets) ? SignatureVerdict.Valid : SignatureVerdict.NoMatch;
    }

    /// <summary>Checks the older scheme: HMAC-SHA256 over the body alone, in hexadecimal. It has no time, so a recorded call can
    /// be played again: whoever accepts it must know deliveries by their id.</summary>
    public static SignatureVerdict VerifyV1(ReadOnlySpan<byte> rawBody, string? signatureHeader, IReadOnlyCollection<string> secrets)
    {
        if (string.IsNullOrWhiteSpace(signatureHeader))
        {
            return SignatureVerdict.Missing;
        }

        return Bytes(signatureHeader.Trim()) is { } signature
            ? Fits(rawBody, [signature], secrets) ? SignatureVerdict.Valid : SignatureVerdict.NoMatch
            : SignatureVerdict.Malformed;
    }

    /// <summary>Makes the v2 header, for stand-ins and tests.</summary>
    public static string Sign(ReadOnlySpan<byte> rawBody, DateTimeOffset at, string secret)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{Version}.{at.ToUnixTimeMilliseconds()}."), .. rawBody];
        return $"{Version}={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    /// <summary>Looks at every pair, so that the time it takes tells nothing.</summary>
    private static bool Fits(ReadOnlySpan<byte> signed, List<byte[]> signatures, IReadOnlyCollection<string> secrets)
    {
        var fits = false;
        foreach (var secret in secrets.Where(secret => !string.IsNullOrWhiteSpace(secret)))
        {
            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
            foreach (var signature in signatures)
            {
                fits |= CryptographicOperations.FixedTimeEquals(expected, signature);
            }
        }

        return fits;
    }

    /// <summary>Those of a known version; others may be added some day and mean nothing here.</summary>
    private static List<byte[]> Signatures(string header) => header
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(part => part.StartsWith(Version + "=", StringComparison.Ordinal))
        .Select(part => Bytes(part[(Version.Length + 1)..]))
        .OfType<byte[]>()
        .ToList();

    private static byte[]? Bytes(string hex) =>
        hex.Length == 2 * HMACSHA256.HashSizeInBytes && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;

    private static long? Milliseconds(string text) =>
        text.Length <= 15 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
