namespace Cerniq.LocalHost.Tests.Hosting.Processes;

/// <summary>A test of what only Unix has: signals, rights of files.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "There are no signals on Windows." : null;
}
