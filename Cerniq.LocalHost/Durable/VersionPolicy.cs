using Microsoft.DurableTask;
using static Microsoft.DurableTask.Worker.DurableTaskWorkerOptions;

namespace Cerniq.LocalHost.Durable;

/// <summary>Which instances today's code may run, by the version they began with.</summary>
/// <param name="Current">Version of today's code; empty when it has none, which is the oldest.</param>
/// <param name="Match">Which versions it runs.</param>
/// <param name="Failure">What becomes of the others.</param>
internal sealed record VersionPolicy(string Current, VersionMatchStrategy Match, VersionFailureStrategy Failure)
{
    public const string ErrorType = "VersionMismatch";

    /// <summary>Others are left as they are until a deployment that runs them.</summary>
    public bool LeavesOthers => Failure == VersionFailureStrategy.Reject;

    /// <summary>Why an instance is not run; null when it is.</summary>
    public TaskFailureDetails? Refuses(string? version)
    {
        var fits = Match switch
        {
            VersionMatchStrategy.Strict => Compare(version, Current) == 0,
            VersionMatchStrategy.CurrentOrOlder => Compare(version, Current) <= 0,
            _ => true,
        };
        return fits ? null : new TaskFailureDetails(
            ErrorType,
            (string.IsNullOrEmpty(version) ? "The instance began without a version; " : $"The instance began with version '{version}'; ")
            + (Current.Length == 0 ? "this app has no version and runs " : $"this app is version '{Current}' and runs ")
            + (Match == VersionMatchStrategy.Strict ? "only its own." : "only its own and older ones."),
            null,
            null,
            null);
    }

    /// <summary>Versions that are numbers compare as such, others as text without regard to case; none is the oldest.</summary>
    internal static int Compare(string? left, string? right)
    {
        if (string.IsNullOrEmpty(left) || string.IsNullOrEmpty(right))
        {
            return (left?.Length > 0 ? 1 : 0) - (right?.Length > 0 ? 1 : 0);
        }

        return System.Version.TryParse(left, out var one) && System.Version.TryParse(right, out var other)
            ? one.CompareTo(other)
            : string.Compare(left, right, StringComparison.OrdinalIgnoreCase);
    }
}
