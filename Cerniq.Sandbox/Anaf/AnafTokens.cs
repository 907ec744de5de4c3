using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Http;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Anaf;

/// <summary>What a token says.</summary>
internal sealed record AnafToken(string Client, string Use, string Id);

/// <summary>Signs and reads the login's JWTs (RS512; access 90 days, refresh 365 days).</summary>
internal sealed class AnafTokens : IDisposable
{
    private const string KeyBlob = "keep/anaf.login.key";
    private const int AccessSeconds = 7_776_000;
    private const int RefreshSeconds = 31_536_000;

    private readonly RSA _key = RSA.Create();
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;

    public AnafTokens(SandboxStore store, TimeProvider time)
    {
        _time = time;
        var key = store.WriteAsync(static session =>
        {
            if (session.Blob(KeyBlob) is { } kept)
            {
                return kept;
            }

            using var made = RSA.Create(2048);
            var bytes = made.ExportPkcs8PrivateKey();
            session.PutBlob(KeyBlob, bytes);
            return bytes;
        }).GetAwaiter().GetResult();
        _key.ImportPkcs8PrivateKey(key, out _);
    }

    public JsonObject Issue(string client) => new()
    {
        ["access_token"] = Make(client, "access", AccessSeconds),
        ["expires_in"] = AccessSeconds,
        ["token_type"] = "Bearer",
        ["scope"] = "clientappid info issuer role serial",
        ["refresh_token"] = Make(client, "refresh", RefreshSeconds),
    };

    /// <summary>What a token says, or null when it is not ours, was changed or has expired.</summary>
    public AnafToken? Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !IsSigned(parts))
        {
            return null;
        }

        var claims = JsonDocument.Parse(Base64Url.Decode(parts[1])!).RootElement;
        return claims.GetProperty("exp").GetInt64() > _time.GetUtcNow().ToUnixTimeSeconds()
            ? new AnafToken(claims.GetProperty("clientappid").GetString()!, claims.GetProperty("use").GetString()!, claims.GetProperty("jti").GetString()!)
            : null;
    }

    public void Dispose() => _key.Dispose();

    private bool IsSigned(string[] parts)
    {
        if (Base64Url.Decode(parts[2]) is not { } signature)
        {
            return false;
        }

        lock (_lock)
        {
            return _key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1);
        }
    }

    private string Make(string client, string use, int seconds)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var header = Base64Url.Encode("""{"typ":"JWT","alg":"RS512","kid":"sandbox"}"""u8);
        var claims = Base64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["iss"] = "https://logincert.anaf.ro",
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + seconds,
            ["token_type"] = "Bearer",
            ["scope"] = "clientappid info issuer role serial",
            ["role"] = new JsonArray("EFACTURA", "SRV_EFACTURA", "HELLO"),
            ["clientappid"] = client,
            ["serial"] = "SANDBOX",
            ["use"] = use,
            ["jti"] = Guid.NewGuid().ToString("N"),
        }));
        lock (_lock)
        {
            var signature = _key.SignData(Encoding.ASCII.GetBytes($"{header}.{claims}"), HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1);
            return $"{header}.{claims}.{Base64Url.Encode(signature)}";
        }
    }
}
