namespace Cerniq.Cli.Stuck;

/// <summary>An instance as the host's management API lists it.</summary>
/// <param name="WaitingSince">Since when it waits for what it has waited for longest; null from a host that does not tell.</param>
/// <param name="WaitingFor">The longest waiting first; null where it was too much to tell.</param>
/// <param name="Problem">Why it cannot go on; null when it can.</param>
internal sealed record StuckInstance(
    string InstanceId,
    string Name,
    string RuntimeStatus,
    DateTimeOffset CreatedTime,
    DateTimeOffset? WaitingSince,
    IReadOnlyList<StuckWait>? WaitingFor,
    string? Problem);

/// <summary>One thing an instance waits for.</summary>
/// <param name="Kind">Such as <c>activity</c> or <c>event</c>.</param>
/// <param name="Name">Of the activity, event or orchestration; empty for a timer.</param>
/// <param name="InstanceId">The sub-orchestration's.</param>
internal sealed record StuckWait(
    string Kind, string Name, DateTimeOffset Since, DateTimeOffset? DueAt, int? Attempt, string? LastError, string? InstanceId);

/// <summary>What counts as stuck.</summary>
/// <param name="LongerThan">In seconds.</param>
/// <param name="WaitingFor">Kinds of wait, comma-separated, as the management API takes them; null for any.</param>
/// <param name="Top">How many to find at most.</param>
internal sealed record StuckQuestion(int LongerThan, string? WaitingFor, int Top)
{
    /// <summary>As said to a person.</summary>
    public override string ToString() => $"longer than {LongerThan} s{(WaitingFor is null ? "" : " for " + WaitingFor.Replace(",", ", ", StringComparison.Ordinal))}";
}
