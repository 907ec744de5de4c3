using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cerniq.LocalHost.Monitor;

/// <summary>The monitor's page with its script and style. They hold no data and are open to all; the data is behind
/// <see cref="MonitorApi"/>, which asks for the admin key.</summary>
internal static class MonitorPages
{
    public const string BasePath = "/runtime/monitor";

    /// <summary>Nothing is loaded from elsewhere, nothing inline runs, nobody frames the page.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".html"] = "text/html; charset=utf-8",
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        var assets = Load();
        var page = assets["monitor.html"];
        routes.MapGet(BasePath, http => WriteAsync(http, page)).WithDisplayName("monitor");
        routes.MapGet(BasePath + "/instances/{id}", http => WriteAsync(http, page)).WithDisplayName("monitor");
        routes.MapGet(BasePath + "/assets/{name}", http =>
            assets.TryGetValue((string)http.Request.RouteValues["name"]!, out var asset)
                ? WriteAsync(http, asset)
                : Http.Problem.WriteAsync(http, System.Net.HttpStatusCode.NotFound, "Not found")).WithDisplayName("monitor asset");
    }

    /// <summary>Headers that every answer of the monitor carries.</summary>
    public static void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
    }

    private static async Task WriteAsync(HttpContext http, Asset asset)
    {
        Protect(http.Response);
        http.Response.Headers.ETag = asset.Tag;
        http.Response.Headers.CacheControl = "no-cache";
        if (http.Request.Headers.IfNoneMatch == asset.Tag)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        http.Response.ContentType = asset.Type;
        http.Response.ContentLength = asset.Content.Length;
        await http.Response.Body.WriteAsync(asset.Content, http.RequestAborted);
    }

    private static Dictionary<string, Asset> Load()
    {
        const string prefix = "monitor/";
        var assembly = typeof(MonitorPages).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[prefix.Length..], name => Read(assembly.GetManifestResourceStream(name)!, Path.GetExtension(name)), StringComparer.Ordinal);
    }

    private static Asset Read(Stream resource, string extension)
    {
        using var stream = resource;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new Asset(content, Types[extension], $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"");
    }

    private sealed record Asset(byte[] Content, string Type, string Tag);
}
