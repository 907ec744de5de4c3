namespace Microsoft.DurableTask;

/// <summary>Tells an activity which task of which orchestration it serves.</summary>
public abstract class TaskActivityContext
{
    public abstract TaskName Name { get; }

    public abstract string InstanceId { get; }

    /// <summary>The version of the orchestration that called the activity; empty when it has none.</summary>
    public virtual string Version => "";
}
