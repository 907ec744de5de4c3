using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Durable.History;

/// <summary>What the store holds of an instance's past cannot be read: damaged, or written by a newer release.</summary>
public sealed class UnreadableHistoryException(long instance, Exception cause)
    : IOException($"The history of instance #{instance} cannot be read: {cause.Message}", cause)
{
    /// <summary>Whether a failure while reading says this of what was read, and not of the store as a whole.</summary>
    internal static bool IsMeantBy(Exception failure) => failure is StoreException { IsOfTheStore: false }
        or ArgumentException or IndexOutOfRangeException or OverflowException or NullReferenceException;
}
