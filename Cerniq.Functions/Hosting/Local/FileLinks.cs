using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Cerniq.Functions.Hosting.Local;

/// <summary>Links that let their bearer read one file for a while: <c>/api/files/{path}?exp={unix seconds}&amp;sig={HMAC}</c>.</summary>
/// <param name="publicBase">Scheme and host that readers reach us by; null makes links relative to the host they are on.</param>
public sealed class FileLinks(byte[] key, TimeProvider clock, Uri? publicBase = null)
{
    public Uri Sign(string path, TimeSpan validFor)
    {
        var expires = (clock.GetUtcNow() + validFor).ToUnixTimeSeconds();
        var link = $"/api/files/{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?exp={expires}&sig={Signature(path, expires)}";
        return publicBase is null ? new Uri(link, UriKind.Relative) : new Uri(publicBase, link);
    }

    /// <summary>True when this link was made here, for this file, and is still good.</summary>
    public bool IsGood(string path, string? expires, string? signature) =>
        long.TryParse(expires, out var until)
        && signature is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Signature(path, until)))
        && clock.GetUtcNow().ToUnixTimeSeconds() < until;

    private string Signature(string path, long expires) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{expires}|{path}")));
}
