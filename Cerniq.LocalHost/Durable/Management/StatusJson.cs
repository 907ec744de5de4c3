using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cerniq.LocalHost.Durable.History;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Management;

/// <summary>An instance as the management API shows it: payloads are embedded as JSON, or as text when they are not JSON.</summary>
internal static class StatusJson
{
    public static JsonObject Of(OrchestrationMetadata instance, bool showInput) => new()
    {
        ["name"] = instance.Name,
        ["instanceId"] = instance.InstanceId,
        ["runtimeStatus"] = instance.RuntimeStatus.ToString(),
        ["input"] = showInput ? Embed(instance.SerializedInput) : null,
        ["customStatus"] = Embed(instance.SerializedCustomStatus),
        ["output"] = Embed(instance.SerializedOutput),
        ["createdTime"] = Time(instance.CreatedAt.UtcDateTime),
        ["lastUpdatedTime"] = Time(instance.LastUpdatedAt.UtcDateTime),
    };

    public static JsonArray History(IReadOnlyList<HistoryEvent> history, bool showOutput)
    {
        var requests = history.OfType<TaskRequest>().ToDictionary(request => request.TaskId);
        var events = new JsonArray();
        foreach (var happened in history)
        {
            if (Describe(happened, requests, showOutput) is { } described)
            {
                events.Add((JsonNode)described);
            }
        }

        return events;
    }

    public static JsonNode? Embed(string? payload)
    {
        if (payload is null)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(payload);
        }
        catch (JsonException)
        {
            return JsonValue.Create(payload);
        }
    }

    /// <summary>Requests are shown with their answers, or alone while these are missing.</summary>
    private static JsonObject? Describe(HistoryEvent happened, Dictionary<int, TaskRequest> requests, bool showOutput) => happened switch
    {
        OrchestratorStarted or EventSent or TaskRequest => null,
        ExecutionStarted e => Event(e, ("FunctionName", e.Name)),
        TaskCompleted e => Answer(e, requests, showOutput, e.Result),
        SubOrchestrationCompleted e => Answer(e, requests, showOutput, e.Result),
        TaskFailed e => Failed(Answer(e, requests, false, null), e.Failure.ErrorMessage, e.Failure.StackTrace),
        SubOrchestrationFailed e => Failed(Answer(e, requests, false, null), e.Failure.ErrorMessage, e.Failure.StackTrace),
        TimerFired e => Event(e, ("FireAt", Precise(e.FireAt))),
        EventRaised e => Event(e, ("Name", e.Name), ("Input", showOutput ? e.Input : null)),
        ExecutionSuspended e => Event(e, ("Reason", e.Reason)),
        ExecutionResumed e => Event(e, ("Reason", e.Reason)),
        ExecutionRewound e => Event(e, ("Reason", e.Reason)),
        ExecutionTerminated e => Event(e, ("Reason", e.Output)),
        ExecutionCompleted e => Completed(e, showOutput),
        _ => null,
    };

    private static JsonObject Answer(TaskAnswer answer, Dictionary<int, TaskRequest> requests, bool showOutput, string? result)
    {
        var shown = Event(answer);
        if (requests.TryGetValue(answer.TaskId, out var request))
        {
            shown["ScheduledTime"] = Precise(request.Timestamp);
            shown["FunctionName"] = request switch
            {
                TaskScheduled task => task.Name,
                SubOrchestrationCreated child => child.Name,
                _ => null,
            };
        }

        if (showOutput)
        {
            shown["Result"] = Embed(result);
        }

        return shown;
    }

    private static JsonObject Failed(JsonObject shown, string reason, string? details)
    {
        shown["Reason"] = reason;
        shown["Details"] = details;
        return shown;
    }

    private static JsonObject Completed(ExecutionCompleted e, bool showOutput)
    {
        var shown = Event(e, ("OrchestrationStatus", e.Status.ToString()));
        if (showOutput)
        {
            shown["Result"] = Embed(e.Output);
        }

        return shown;
    }

    private static JsonObject Event(HistoryEvent happened, params (string Name, string? Value)[] more)
    {
        var shown = new JsonObject { ["EventType"] = happened.GetType().Name, ["Timestamp"] = Precise(happened.Timestamp) };
        foreach (var (name, value) in more)
        {
            if (value is not null)
            {
                shown[name] = value;
            }
        }

        return shown;
    }

    private static string Time(DateTime utc) => utc.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    internal static string Precise(DateTime utc) => utc.ToString("o", CultureInfo.InvariantCulture);
}
