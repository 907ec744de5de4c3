using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Cerniq.LocalHost.Http;

/// <summary>A response of the worker's own type, held until the function returns it.</summary>
internal sealed class LocalHttpResponseData(FunctionContext context) : HttpResponseData(context)
{
    private readonly CookieList _cookies = new();

    public override HttpStatusCode StatusCode { get; set; } = HttpStatusCode.OK;

    public override HttpHeadersCollection Headers { get; set; } = [];

    public override Stream Body { get; set; } = new MemoryStream();

    public override HttpCookies Cookies => _cookies;

    /// <summary>Sends a response as it is by now.</summary>
    public static async Task WriteAsync(HttpResponse target, HttpResponseData answer)
    {
        target.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated)
        {
            target.Headers[name] = values.ToArray();
        }

        if (answer is LocalHttpResponseData { _cookies: { } cookies })
        {
            cookies.WriteTo(target.Cookies);
        }

        await using var body = answer.Body;
        if (body.CanSeek)
        {
            body.Position = 0;
        }

        await body.CopyToAsync(target.Body, target.HttpContext.RequestAborted);
    }

    private sealed class CookieList : HttpCookies
    {
        private readonly List<IHttpCookie> _all = [];

        public override void Append(string name, string value) => _all.Add(new HttpCookie(name, value));

        public override void Append(IHttpCookie cookie) => _all.Add(cookie);

        public override IHttpCookie CreateNew() => new HttpCookie("", "");

        public void WriteTo(IResponseCookies target)
        {
            foreach (var cookie in _all)
            {
                target.Append(cookie.Name, cookie.Value, new CookieOptions
                {
                    Domain = cookie.Domain,
                    Expires = cookie.Expires,
                    HttpOnly = cookie.HttpOnly ?? false,
                    MaxAge = cookie.MaxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                    Path = cookie.Path,
                    SameSite = cookie.SameSite switch
                    {
                        SameSite.Lax => SameSiteMode.Lax,
                        SameSite.Strict => SameSiteMode.Strict,
                        SameSite.ExplicitNone => SameSiteMode.None,
                        _ => SameSiteMode.Unspecified,
                    },
                    Secure = cookie.Secure ?? false,
                });
            }
        }
    }
}
