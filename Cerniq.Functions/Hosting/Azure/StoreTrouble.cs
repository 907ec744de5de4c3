namespace Cerniq.Functions.Hosting;

/// <summary>The cloud's stores do not fill up; what else they refuse, their clients try again by themselves. The local host's has the
/// same face.</summary>
internal static class StoreTrouble
{
    public static TimeSpan TryAgain { get; } = TimeSpan.FromSeconds(5);

    /// <returns>Null: there is none to tell of.</returns>
    public static string? Words(Exception failure)
    {
        _ = failure;
        return null;
    }
}
