namespace Cerniq.LocalHost.Hosting.Configuration;

/// <summary>The host cannot start with the settings it was given; the message says which and why.</summary>
public sealed class HostConfigurationException(string message, Exception? inner = null) : Exception(message, inner);
