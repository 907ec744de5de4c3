using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Http;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Oblio;

/// <summary>Access tokens: 40 hexadecimal digits, good for an hour. The secret of an account X is <c>secret-X</c>.</summary>
internal sealed class OblioTokens(SandboxStore store, TimeProvider time)
{
    private const int LifetimeSeconds = 3600;

    private static readonly Kind<Token> Tokens = new("oblio.token", static token => token.Value);

    public async Task<IResult> IssueAsync(JsonObject fields)
    {
        var account = fields.Text("client_id");
        if (account is null || fields.Text("client_secret") != $"secret-{account}")
        {
            return OblioAnswer.Json(new JsonObject { ["error"] = "invalid_client", ["error_description"] = "The client credentials are invalid" }, 400);
        }

        if (fields.Text("grant_type") is { } grant && grant != "client_credentials")
        {
            return OblioAnswer.Json(new JsonObject { ["error"] = "unsupported_grant_type", ["error_description"] = $"Grant type \"{grant}\" not supported" }, 400);
        }

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var token = new Token(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)), account, now + LifetimeSeconds);
        await store.WriteAsync(session => session.Put(Tokens, token));
        return OblioAnswer.Json(new JsonObject
        {
            ["access_token"] = token.Value,
            ["expires_in"] = $"{LifetimeSeconds}",
            ["token_type"] = "Bearer",
            ["scope"] = "",
            ["request_time"] = $"{now}",
        });
    }

    /// <summary>The account a request speaks for.</summary>
    /// <exception cref="OblioRefusal">401 in Oblio's words.</exception>
    public string Authorize(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var value = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : "";
        var token = value.Length > 0 ? store.Read(session => session.Find(Tokens, value)) : null;
        if (token is null)
        {
            throw new OblioRefusal("The access token provided is invalid", 401);
        }

        return token.ExpiresAt > time.GetUtcNow().ToUnixTimeSeconds() ? token.Account : throw new OblioRefusal("The access token provided has expired", 401);
    }

    internal sealed record Token(string Value, string Account, long ExpiresAt);
}
