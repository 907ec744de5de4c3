namespace Microsoft.DurableTask.Client;

/// <summary>Where an orchestration instance stands.</summary>
public enum OrchestrationRuntimeStatus
{
    Running = 0,
    Completed = 1,

    [Obsolete("Kept for the wire; no instance has it at rest.")]
    ContinuedAsNew = 2,
    Failed = 3,

    [Obsolete("Kept for the wire; no instance gets it.")]
    Canceled = 4,
    Terminated = 5,
    Pending = 6,
    Suspended = 7,
}
