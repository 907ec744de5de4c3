using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Hosting;

/// <summary>What the host says: 1xx the host, 2xx HTTP, 3xx timers, 4xx queues, 5xx orchestrations.</summary>
internal static partial class HostLog
{
    [LoggerMessage(100, LogLevel.Information, "Serving {Count} functions at {Address}, data in {Folder}.")]
    public static partial void Serving(this ILogger log, int count, string address, string folder);

    [LoggerMessage(101, LogLevel.Information, "Stopping: {Count} invocations still run and may finish.")]
    public static partial void Stopping(this ILogger log, int count);

    [LoggerMessage(102, LogLevel.Debug, "Executing '{Function}' ({InvocationId}, {Trigger}).")]
    public static partial void Executing(this ILogger log, string function, string invocationId, string trigger);

    [LoggerMessage(103, LogLevel.Error, "The function '{Function}' can never run as it is declared.")]
    public static partial void CannotPrepare(this ILogger log, Exception reason, string function);

    [LoggerMessage(200, LogLevel.Error, "'{Endpoint}' failed on {Method} {Path}.")]
    public static partial void HttpFailed(this ILogger log, Exception failure, string endpoint, string method, string path);

    [LoggerMessage(300, LogLevel.Information, "The timer function '{Function}' runs (past due: {PastDue}).")]
    public static partial void TimerRuns(this ILogger log, string function, bool pastDue);

    [LoggerMessage(301, LogLevel.Error, "The timer function '{Function}' failed.")]
    public static partial void TimerFailed(this ILogger log, Exception failure, string function);

    [LoggerMessage(302, LogLevel.Warning, "The timer function '{Function}' failed; repetition {Count} follows in {Delay}.")]
    public static partial void TimerRetries(this ILogger log, Exception failure, string function, int count, TimeSpan delay);

    [LoggerMessage(303, LogLevel.Error, "The schedule of the timer function '{Function}' cannot be kept in the store; it is tried again.")]
    public static partial void TimerNotKept(this ILogger log, Exception failure, string function);

    [LoggerMessage(304, LogLevel.Error, "The timer function '{Function}' is not run at this start: {Deaths} processes died in such a run. It is due at {Next}.")]
    public static partial void TimerKills(this ILogger log, string function, int deaths, DateTimeOffset next);

    [LoggerMessage(400, LogLevel.Error, "The function '{Function}' failed on message {MessageId} of '{Queue}' (delivery {DeliveryCount}).")]
    public static partial void MessageFailed(
        this ILogger log, Exception failure, string function, string messageId, string queue, int deliveryCount);

    [LoggerMessage(401, LogLevel.Error, "Message {MessageId} of '{Queue}' is dead: {Reason}.")]
    public static partial void MessageDead(this ILogger log, string messageId, string queue, string reason);

    [LoggerMessage(402, LogLevel.Warning, "The lock of message {MessageId} of '{Queue}' was lost while '{Function}' worked on it.")]
    public static partial void LockLost(this ILogger log, string messageId, string queue, string function);

    [LoggerMessage(403, LogLevel.Error, "The queue '{Queue}' cannot use its store; it is tried again in {Delay}.")]
    public static partial void QueueStoreFailed(this ILogger log, Exception failure, string queue, TimeSpan delay);

    [LoggerMessage(500, LogLevel.Information, "Removed {Count} instances that ended more than {Age} ago.")]
    public static partial void RetentionPurged(this ILogger log, int count, TimeSpan age);

    [LoggerMessage(501, LogLevel.Error, "Old instances cannot be removed from the store; it is tried again in {Delay}.")]
    public static partial void RetentionFailed(this ILogger log, Exception failure, TimeSpan delay);

    [LoggerMessage(502, LogLevel.Information, "Someone at the monitor asked for '{Command}' on instance {InstanceId}: {Outcome}.")]
    public static partial void MonitorCommand(this ILogger log, string command, string instanceId, string outcome);
}
