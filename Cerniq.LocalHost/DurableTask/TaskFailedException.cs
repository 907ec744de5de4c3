namespace Microsoft.DurableTask;

/// <summary>An activity or sub-orchestration failed.</summary>
public sealed class TaskFailedException : Exception
{
    public TaskFailedException(string taskName, int taskId, Exception innerException)
        : this(taskName, taskId, TaskFailureDetails.FromException(innerException), innerException)
    {
    }

    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : this(taskName, taskId, failureDetails, null)
    {
    }

    private TaskFailedException(string taskName, int taskId, TaskFailureDetails details, Exception? inner)
        : base($"Task '{taskName}' (#{taskId}) failed with an unhandled exception: {details?.ErrorMessage}", inner)
    {
        ArgumentNullException.ThrowIfNull(details);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = details;
    }

    public string TaskName { get; }

    public int TaskId { get; }

    public TaskFailureDetails FailureDetails { get; }

    /// <summary>Set when trying again cannot help, such as a task that no code answers to.</summary>
    internal bool IsNonRetriable { get; init; }
}
