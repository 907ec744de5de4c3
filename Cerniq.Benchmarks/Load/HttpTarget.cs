using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cerniq.Benchmarks.Load;

/// <summary>The smallest server that activities can post to.</summary>
internal static class HttpTarget
{
    public const string Command = "serve-target";

    public static async Task<int> ServeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(static http =>
        {
            http.Response.ContentLength = Answer.Length;
            return http.Response.Body.WriteAsync(Answer).AsTask();
        });
        await app.StartAsync();
        await Child.ServeUntilParentEndsAsync(app.Urls.First());
        return 0;
    }

    private static readonly byte[] Answer = "ok"u8.ToArray();
}
