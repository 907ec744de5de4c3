using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Cerniq.LocalHost.Hosting;

/// <summary>Where the host listens. Registered as a service.</summary>
public sealed class LocalHostAddress
{
    private readonly IServer _server;

    internal LocalHostAddress(IServer server) => _server = server;

    /// <summary>The base address, such as http://127.0.0.1:7071.</summary>
    /// <exception cref="InvalidOperationException">The host has not started yet.</exception>
    public Uri BaseAddress =>
        _server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address
            ? new Uri(address)
            : throw new InvalidOperationException("The host does not listen yet.");
}
