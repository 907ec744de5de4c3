using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Durable.Running;

/// <summary>What the engine tells the log. No inputs, outputs or messages of the app are among it.</summary>
internal sealed partial class DurableLog(ILogger logger)
{
    [LoggerMessage(200, LogLevel.Information, "Task hub '{Hub}' is open: {Instances} instances with work and {Messages} messages taken up")]
    public partial void Started(string hub, int instances, int messages);

    [LoggerMessage(201, LogLevel.Information, "Orchestration '{Name}' ({InstanceId}) ended: {Status}")]
    public partial void InstanceFinished(string name, string instanceId, OrchestrationRuntimeStatus status);

    [LoggerMessage(202, LogLevel.Debug, "{Count} messages for instance {InstanceId} were dropped: answered already, or the instance is finished")]
    public partial void MessagesDropped(string instanceId, int count);

    [LoggerMessage(203, LogLevel.Error, "A turn of instance #{Instance} could not be taken or stored; it will be taken again")]
    public partial void TurnNotStored(long instance, Exception failure);

    [LoggerMessage(204, LogLevel.Warning, "Activity '{Name}' (#{TaskId}) of {InstanceId} failed: {ErrorType}")]
    public partial void ActivityFailed(string name, int taskId, string instanceId, string errorType);

    [LoggerMessage(205, LogLevel.Error, "Timers could not be read; they will be read again")]
    public partial void TimersNotRead(Exception failure);

    [LoggerMessage(207, LogLevel.Error, "Instance {InstanceId} was set aside as failed")]
    public partial void InstanceSetAside(string instanceId, Exception cause);

    [LoggerMessage(208, LogLevel.Error, "Activity '{Name}' (#{TaskId}) of {InstanceId} is not run again: {Deaths} processes died while it ran")]
    public partial void ActivityPoisonous(string name, int taskId, string instanceId, int deaths);

    [LoggerMessage(209, LogLevel.Warning, "The orderly end could not be noted: what is open counts as open when a process died")]
    public partial void EndNotNoted(Exception failure);

    [LoggerMessage(210, LogLevel.Warning, "A turn could not be noted: were it to kill the process, it would not be found by it")]
    public partial void TurnNotNoted(Exception failure);

    [LoggerMessage(211, LogLevel.Warning, "{Kills} processes in a row were killed: for a while turns are taken one by one, to find out whether an orchestrator kills them")]
    public partial void TakingCare(int kills);

    [LoggerMessage(212, LogLevel.Warning, "Instance {InstanceId} is left as it is: {Why}")]
    public partial void InstanceLeft(string instanceId, string why);

    [LoggerMessage(206, LogLevel.Warning, "Event '{Name}' for {InstanceId} was dropped: {Outcome}")]
    public partial void EventDropped(string name, string instanceId, string outcome);
}
