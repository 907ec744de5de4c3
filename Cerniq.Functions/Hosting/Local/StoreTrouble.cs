using Cerniq.LocalHost.Storage;

namespace Cerniq.Functions.Hosting;

/// <summary>What the store on this machine can suffer from that callers should know: a full disk, a file that cannot be written. The
/// cloud's has the same face.</summary>
internal static class StoreTrouble
{
    public static TimeSpan TryAgain { get; } = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong, without naming files; null when it is nothing of the store as a whole.</summary>
    public static string? Words(Exception failure) =>
        failure is StoreException { Fault: StoreFault.Full or StoreFault.ReadOnly or StoreFault.Locked or StoreFault.CannotOpen or StoreFault.Disk } trouble
            ? trouble.Plainly
            : null;
}
