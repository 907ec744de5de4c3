namespace Microsoft.Azure.Functions.Worker;

/// <summary>The addresses at which one orchestration instance is watched and steered. The isolated worker gives none to rewind or
/// restart.</summary>
public class HttpManagementPayload
{
    public string? Id { get; internal set; }

    public string? StatusQueryGetUri { get; internal set; }

    /// <summary>With <c>{eventName}</c> to be replaced.</summary>
    public string? SendEventPostUri { get; internal set; }

    public string? TerminatePostUri { get; internal set; }

    public string? RewindPostUri { get; internal set; }

    public string? PurgeHistoryDeleteUri { get; internal set; }

    public string? RestartPostUri { get; internal set; }

    public string? SuspendPostUri { get; internal set; }

    public string? ResumePostUri { get; internal set; }
}
