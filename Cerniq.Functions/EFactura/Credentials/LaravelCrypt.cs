using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Cerniq.Functions.EFactura;

/// <summary>Opens what Laravel's <c>Crypt::encryptString</c> sealed: AES-256-CBC with an HMAC-SHA256 over it.</summary>
internal static class LaravelCrypt
{
    private const string KeyPrefix = "base64:";
    private const int KeyLength = 32;

    /// <summary>True for text in the shape of a sealed value.</summary>
    public static bool IsSealed(string text) => Payload.TryRead(text) is not null;

    /// <param name="appKey">Laravel's <c>APP_KEY</c>, such as <c>base64:…</c>.</param>
    /// <returns>The text, or null when the key is not the one it was sealed with.</returns>
    public static string? Open(string text, string appKey)
    {
        if (Payload.TryRead(text) is not { } payload || Key(appKey) is not { } key)
        {
            return null;
        }

        var mac = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(payload.Iv + payload.Value));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(mac)), Encoding.ASCII.GetBytes(payload.Mac)))
        {
            return null;
        }

        using var aes = Aes.Create();
        aes.Key = key;
        return Unserialised(Encoding.UTF8.GetString(aes.DecryptCbc(Convert.FromBase64String(payload.Value), Convert.FromBase64String(payload.Iv))));
    }

    private static byte[]? Key(string appKey)
    {
        var text = appKey.StartsWith(KeyPrefix, StringComparison.Ordinal) ? appKey[KeyPrefix.Length..] : appKey;
        var bytes = new byte[KeyLength];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == KeyLength ? bytes : null;
    }

    /// <summary><c>Crypt::encrypt</c> serialises first: <c>s:5:"hello";</c>.</summary>
    private static string Unserialised(string text) =>
        text.StartsWith("s:", StringComparison.Ordinal) && text.EndsWith("\";", StringComparison.Ordinal) && text.IndexOf(":\"", 2, StringComparison.Ordinal) is var start and > 0
            ? text[(start + 2)..^2]
            : text;

    private sealed record Payload(string Iv, string Value, string Mac)
    {
        private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);

        public static Payload? TryRead(string text)
        {
            var bytes = new byte[text.Length];
            if (text.Length == 0 || !Convert.TryFromBase64String(text, bytes, out var length))
            {
                return null;
            }

            try
            {
                return JsonSerializer.Deserialize<Payload>(bytes.AsSpan(0, length), Names) is { Iv.Length: > 0, Value.Length: > 0, Mac.Length: > 0 } payload ? payload : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
