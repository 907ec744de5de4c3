namespace Cerniq.LocalHost.Hosting.Discovery;

/// <summary>Functions of the app are declared wrongly.</summary>
public sealed class FunctionDiscoveryException : Exception
{
    internal FunctionDiscoveryException(IReadOnlyList<string> faults)
        : base(string.Join(Environment.NewLine, faults)) => Faults = faults;

    /// <summary>Every fault found, each naming its place.</summary>
    public IReadOnlyList<string> Faults { get; }
}
