using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Http;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Revolut;

/// <summary>A business's public key: registered through the control API, or taken from the first assertion that carries one.</summary>
internal sealed record RevolutKey(string Business, string Spki)
{
    public static Kind<RevolutKey> Kept { get; } = new("revolut.key", static key => key.Business);
}

/// <summary>Access by private_key_jwt. The client id is the business; its refresh token is <c>rt-{business}</c>.</summary>
internal sealed class RevolutTokens(SandboxStore store, TimeProvider time)
{
    private const int LifetimeSeconds = 2399;
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly Kind<Token> Tokens = new("revolut.token", static token => token.Value);
    private static readonly Kind<Token> Codes = new("revolut.code", static token => token.Value);

    public async Task<IResult> ConsentAsync(string? client, string? back, string? state)
    {
        if (string.IsNullOrEmpty(client) || !Uri.TryCreate(back, UriKind.Absolute, out _))
        {
            return Failed("invalid_request", "client_id and redirect_uri are required");
        }

        var code = new Token($"oa_sand_{Random()}", client, Now + 120);
        await store.WriteAsync(session => session.Put(Codes, code));
        var kept = state is null ? "" : $"&state={Uri.EscapeDataString(state)}";
        return Results.Redirect($"{back}{(back.Contains('?') ? '&' : '?')}code={code.Value}{kept}");
    }

    public async Task<IResult> IssueAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return Failed("invalid_request", "Content type must be application/x-www-form-urlencoded");
        }

        var form = await request.ReadFormAsync();
        if (form["client_assertion_type"] != AssertionType || await BusinessOfAsync(form["client_assertion"].ToString()) is not { } business)
        {
            return Failed("unauthorized_client", "Failed to authorise client");
        }

        var refresh = form["grant_type"] == "refresh_token";
        var granted = refresh
            ? form["refresh_token"] == $"rt-{business}"
            : form["grant_type"] == "authorization_code" && await RedeemAsync(business, form["code"].ToString());
        if (!granted)
        {
            return Failed("invalid_grant", "Failed to authorise client");
        }

        var token = new Token($"oa_sand_{Random()}", business, Now + LifetimeSeconds);
        await store.WriteAsync(session => session.Put(Tokens, token));
        var body = new JsonObject { ["access_token"] = token.Value, ["token_type"] = "bearer", ["expires_in"] = LifetimeSeconds };
        if (!refresh)
        {
            body["refresh_token"] = $"rt-{business}";
        }

        return RevolutAnswer.Json(body);
    }

    /// <summary>The business a request speaks for.</summary>
    /// <exception cref="RevolutRefusal">401.</exception>
    public string Authorize(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var value = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : "";
        return value.Length > 0 && store.Read(session => session.Find(Tokens, value)) is { } token && token.ExpiresAt > Now
            ? token.Business
            : throw new RevolutRefusal(
                401,
                1000,
                "Access token is invalid or has expired. Please refresh your access token or generate a new one following the 'Get a new access token' guide in the Revolut API docs.");
    }

    /// <summary>Registers the public key (PEM certificate or key) that a business's assertions are verified with.</summary>
    public async Task RegisterAsync(string business, string pem)
    {
        using var key = pem.Contains("CERTIFICATE", StringComparison.Ordinal) ? X509Certificate2.CreateFromPem(pem).GetRSAPublicKey()! : RSA.Create();
        if (!pem.Contains("CERTIFICATE", StringComparison.Ordinal))
        {
            key.ImportFromPem(pem);
        }

        var spki = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        await store.WriteAsync(session => session.Put(RevolutKey.Kept, new RevolutKey(business, spki)));
    }

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    private static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    private Task<bool> RedeemAsync(string business, string code) => store.WriteAsync(session =>
        session.Find(Codes, code) is { } kept && session.Delete(Codes, code) && kept.Business == business && kept.ExpiresAt > Now);

    private async Task<string?> BusinessOfAsync(string assertion)
    {
        var parts = assertion.Split('.');
        if (parts.Length != 3 || Parse(parts[0]) is not { } header || Parse(parts[1]) is not { } claims || Base64Url.Decode(parts[2]) is not { Length: > 0 } signature)
        {
            return null;
        }

        var business = claims.Text("sub");
        var isMeant = header.Text("alg") == "RS256" && claims.Text("aud") == "https://revolut.com" && claims.Number("exp") > Now
            && claims.Text("iss") is { } issuer && !issuer.Contains("://", StringComparison.Ordinal);
        return isMeant && business is not null && await IsSignedAsync(business, header, parts, signature) ? business : null;
    }

    // Trust on first use: the key that a business's first assertion names in its header stays its key.
    private async Task<bool> IsSignedAsync(string business, JsonObject header, string[] parts, byte[] signature)
    {
        using var key = RSA.Create();
        var known = store.Read(session => session.Find(RevolutKey.Kept, business));
        if (known is not null)
        {
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(known.Spki), out _);
        }
        else if (!ImportCarried(key, header))
        {
            return true;
        }

        if (!key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            return false;
        }

        if (known is null)
        {
            var spki = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
            await store.WriteAsync(session => session.Find(RevolutKey.Kept, business) ?? session.Put(RevolutKey.Kept, new RevolutKey(business, spki)));
        }

        return true;
    }

    private static bool ImportCarried(RSA key, JsonObject header)
    {
        if (header.Object("jwk") is { } jwk && Base64Url.Decode(jwk.Text("n") ?? "") is { } modulus && Base64Url.Decode(jwk.Text("e") ?? "") is { } exponent)
        {
            key.ImportParameters(new RSAParameters { Modulus = modulus, Exponent = exponent });
            return true;
        }

        if (header["x5c"] is not JsonArray { Count: > 0 } chain)
        {
            return false;
        }

        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String($"{chain[0]}"));
        using var carried = certificate.GetRSAPublicKey()!;
        key.ImportSubjectPublicKeyInfo(carried.ExportSubjectPublicKeyInfo(), out _);
        return true;
    }

    private static JsonObject? Parse(string part)
    {
        try
        {
            return Base64Url.Decode(part) is { } bytes ? JsonNode.Parse(bytes) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IResult Failed(string error, string description) =>
        RevolutAnswer.Json(new JsonObject { ["error"] = error, ["error_description"] = description }, 400);

    internal sealed record Token(string Value, string Business, long ExpiresAt);
}
