using System.Globalization;

namespace Cerniq.Sandbox;

/// <summary>Where the sandbox listens and what it remembers.</summary>
public sealed record SandboxOptions
{
    public const int DefaultPort = 7072;

    /// <summary>The loopback port; 0 lets the system choose (read it from the started application's addresses).</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>The folder of <c>sandbox.db</c>; it is created when missing.</summary>
    public string DataFolder { get; init; } = Path.Combine(".data", "sandbox");

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads CERNIQ_SANDBOX_PORT and CERNIQ_DATA.</summary>
    /// <exception cref="InvalidOperationException">The port is not a number from 0 to 65535.</exception>
    public static SandboxOptions FromEnvironment()
    {
        var port = Environment.GetEnvironmentVariable("CERNIQ_SANDBOX_PORT");
        var data = Environment.GetEnvironmentVariable("CERNIQ_DATA");
        return new SandboxOptions
        {
            Port = string.IsNullOrWhiteSpace(port) ? DefaultPort : ParsePort(port),
            DataFolder = Path.Combine(string.IsNullOrWhiteSpace(data) ? ".data" : data, "sandbox"),
        };
    }

    private static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
            ? port
            : throw new InvalidOperationException($"CERNIQ_SANDBOX_PORT is «{text}»; it must be a number from 0 to 65535.");
}
