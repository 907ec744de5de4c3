using System.Security.Cryptography;
using System.Text;
using Cerniq.Functions.Anaf;
using Microsoft.AspNetCore.Http;

namespace Cerniq.Functions.EFactura;

/// <summary>Binds a login at ANAF to the browser that began it: a cookie that scripts cannot read, that goes to the callback alone, and
/// that another site's page cannot have sent but by sending the person there.</summary>
internal static class LoginCookie
{
    private const string Prefix = "anaf-login-";
    private const int MarkLength = 12;

    public static void Set(HttpRequest request, LoginStart start, Uri callback) =>
        request.HttpContext.Response.Cookies.Append(NameOf(start.State), start.Browser, Options(callback, AnafLogins.StateLife));

    public static string? Read(HttpRequest request, string state) => request.Cookies[NameOf(state)];

    public static void Forget(HttpRequest request, string state, Uri callback) =>
        request.HttpContext.Response.Cookies.Delete(NameOf(state), Options(callback, life: null));

    private static CookieOptions Options(Uri callback, TimeSpan? life) => new()
    {
        HttpOnly = true,
        Secure = callback.Scheme == Uri.UriSchemeHttps,
        SameSite = SameSiteMode.Lax,
        Path = callback.AbsolutePath,
        MaxAge = life,
    };

    /// <summary>One for each login, so that two that are begun side by side do not disturb each other; it does not tell the state.</summary>
    private static string NameOf(string state) => Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)))[..MarkLength];
}
