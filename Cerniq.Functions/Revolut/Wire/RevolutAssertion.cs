using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Revolut.Wire;

/// <summary>The signed JWT by which a client proves who it is.</summary>
internal static class RevolutAssertion
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);

    /// <exception cref="TenantNotConfiguredException">The configured key is no RSA private key.</exception>
    public static string Sign(string tenant, RevolutConnection connection, DateTimeOffset now)
    {
        var claims = new RevolutClaims(
            connection.Issuer, connection.ClientId, "https://revolut.com", now.ToUnixTimeSeconds(), (now + Life).ToUnixTimeSeconds());
        var head = Base64Url.EncodeToString("""{"alg":"RS256","typ":"JWT"}"""u8);
        var signed = $"{head}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, RevolutJson.Default.RevolutClaims))}";
        using var key = Key(tenant, connection.PrivateKeyPem);
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static RSA Key(string tenant, string pem)
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception failure) when (failure is ArgumentException or CryptographicException)
        {
            // The reason is left out: it may quote the key.
            key.Dispose();
            throw new TenantNotConfiguredException(tenant, "revolut private key");
        }
    }
}
