using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Cerniq.Functions.Tests.EFactura;

/// <summary>Seals as Laravel's <c>Crypt::encryptString</c> does.</summary>
internal static class LaravelSeal
{
    public static string Of(string text, byte[] key)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        var iv = RandomNumberGenerator.GetBytes(16);
        var (ivText, value) = (Convert.ToBase64String(iv), Convert.ToBase64String(aes.EncryptCbc(Encoding.UTF8.GetBytes(text), iv)));
        var mac = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(ivText + value)));
        return Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new { iv = ivText, value, mac, tag = "" }));
    }
}
