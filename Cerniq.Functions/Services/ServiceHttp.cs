using System.Net;

namespace Cerniq.Functions.Services;

/// <summary>The connections that all service clients share.</summary>
public static class ServiceHttp
{
    /// <summary>Pooled connections without cookies, without redirects and with a short time to connect.</summary>
    /// <remarks>No cookies: ANAF's gateway sets session cookies, and one tenant's must never travel with another's token.
    /// No redirects: where a login wall stands, its address must be seen and not followed. Idle connections are given up
    /// early, because a request sent into one that the other side has dropped ends in doubt.</remarks>
    public static HttpMessageInvoker Create() => new(
        new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            MaxConnectionsPerServer = 32,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
        },
        disposeHandler: true);
}
