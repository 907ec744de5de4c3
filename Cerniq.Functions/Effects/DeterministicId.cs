using System.Security.Cryptography;
using System.Text;

namespace Cerniq.Functions.Effects;

/// <summary>Ids that come out the same whenever the same work is done again.</summary>
public static class DeterministicId
{
    /// <summary>A name-based UUID (RFC 9562, version 8 over SHA-256) of the parts.</summary>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString();
    }

    /// <summary>A short printable mark of the parts, such as <c>C-7F3A9B21C4D0</c>, by which a document can be found again
    /// at a service that keeps no key of ours.</summary>
    public static string Marker(params ReadOnlySpan<string> parts) =>
        "C-" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 6));
}
