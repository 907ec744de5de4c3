using Cerniq.LocalHost.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cerniq.LocalHost.Http;

/// <summary>Marks routes that open to an extension's system key and to the master key.</summary>
/// <param name="Extension">The key's name, such as <see cref="HostKeys.DurableTaskExtension"/>.</param>
internal sealed record RequiresExtensionKey(string Extension);

/// <summary>Guards the routes of extensions before anything of theirs runs.</summary>
internal static class ExtensionKeys
{
    public static void Use(IApplicationBuilder app, HostKeys keys) => app.Use(next => http =>
        http.GetEndpoint()?.Metadata.GetMetadata<RequiresExtensionKey>() is { } required
        && !keys.OpensExtension(required.Extension, RequestKey.Read(http.Request))
            ? Unauthorized.WriteAsync(http)
            : next(http));
}
