using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Faults;
using Cerniq.Sandbox.Http;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Anaf;

/// <summary>ANAF's OAuth2 login. The secret of a client X is <c>secret-X</c>; its refresh token <c>refresh-X</c> always works, and the
/// ones handed out work once. No certificate is asked for: the authorize page sends the browser straight back with a code.</summary>
internal sealed class AnafLogin(SandboxStore store, AnafTokens tokens, TimeProvider time)
{
    private static readonly Kind<Code> Codes = new("anaf.code", static code => code.Value);
    private static readonly Kind<Code> Used = new("anaf.refreshed", static code => code.Value);

    public async Task<IResult> AuthorizeAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var back = query["redirect_uri"].ToString();
        if (!Uri.TryCreate(back, UriKind.Absolute, out var uri) || !(uri.Scheme == "https" || uri.IsLoopback) || query["client_id"].ToString().Length == 0)
        {
            return Failed("invalid_request");
        }

        var state = query["state"].ToString() is { Length: > 0 } text ? $"&state={Uri.EscapeDataString(text)}" : "";
        var separator = back.Contains('?') ? '&' : '?';
        if (FaultMiddleware.IsRejected(context) || query["response_type"] != "code")
        {
            return Results.Redirect($"{back}{separator}error=access_denied{state}");
        }

        var code = new Code(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), query["client_id"]!, back, time.GetUtcNow().AddSeconds(60));
        await store.WriteAsync(session => session.Put(Codes, code));
        return Results.Redirect($"{back}{separator}code={code.Value}{state}");
    }

    public async Task<IResult> TokenAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return Failed("invalid_request");
        }

        var form = await request.ReadFormAsync();
        var (client, secret) = Credentials(request, form);
        if (string.IsNullOrEmpty(client) || secret != $"secret-{client}")
        {
            return Failed("invalid_client");
        }

        var granted = form["grant_type"].ToString() switch
        {
            "authorization_code" => await RedeemAsync(client, form["code"].ToString(), form["redirect_uri"].ToString()),
            "refresh_token" => await RefreshAsync(client, form["refresh_token"].ToString()),
            _ => null,
        };
        return granted switch
        {
            true => Json(tokens.Issue(client)),
            false => Failed("invalid_grant"),
            null => Failed("invalid_request"),
        };
    }

    private static (string Client, string Secret) Credentials(HttpRequest request, IFormCollection form)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return (form["client_id"].ToString(), form["client_secret"].ToString());
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var length))
        {
            return ("", "");
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return pair.Length == 2 ? (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1])) : ("", "");
    }

    private Task<bool?> RedeemAsync(string client, string code, string back) => store.WriteAsync<bool?>(session =>
        session.Find(Codes, code) is { } kept && session.Delete(Codes, code)
        && kept.Client == client && kept.RedirectUri == back && kept.ExpiresAt > time.GetUtcNow());

    private Task<bool?> RefreshAsync(string client, string refresh)
    {
        if (refresh == $"refresh-{client}")
        {
            return Task.FromResult<bool?>(true);
        }

        if (tokens.Read(refresh) is not { Use: "refresh" } token || token.Client != client)
        {
            return Task.FromResult<bool?>(false);
        }

        return store.WriteAsync<bool?>(session =>
        {
            var fresh = session.Find(Used, token.Id) is null;
            session.Put(Used, new Code(token.Id, client, "", time.GetUtcNow()));
            return fresh;
        });
    }

    private static IResult Failed(string error) => Json(new JsonObject { ["error"] = error }, 400);

    private static IResult Json(JsonObject body, int status = 200) => Results.Text(body.ToJsonString(), "application/json", statusCode: status);

    internal sealed record Code(string Value, string Client, string RedirectUri, DateTimeOffset ExpiresAt);
}
