using System.Security.Cryptography;
using System.Text;

namespace Cerniq.Sandbox.Revolut;

/// <summary>Revolut's webhook signature: hex HMAC-SHA256 over <c>v1.{timestamp}.{body}</c>, keyed with the whole secret.</summary>
internal static class RevolutSignature
{
    public static string Of(string secret, long timestampMs, string body) =>
        "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v1.{timestampMs}.{body}")));
}
