using System.Text.Json.Nodes;
using Cerniq.LocalHost.Durable.History;

namespace Cerniq.LocalHost.Durable.Management;

/// <summary>A history as the management API shows it: an answer with what was asked for, the question alone while it is open.</summary>
/// <param name="input">That of the instance.</param>
/// <param name="showInput">Inputs are shown, as they are stored.</param>
/// <param name="showOutput">Results are shown, embedded as JSON.</param>
internal sealed class HistoryJson(IReadOnlyList<HistoryEvent> history, string? input, bool showInput, bool showOutput)
{
    private readonly Dictionary<int, TaskRequest> _requests = history.OfType<TaskRequest>().ToDictionary(request => request.TaskId);
    private readonly HashSet<int> _answered = [.. history.OfType<TaskAnswer>().Select(answer => answer.TaskId)];

    public JsonArray Events()
    {
        var events = new JsonArray();
        foreach (var happened in history)
        {
            if (Describe(happened) is { } described)
            {
                events.Add((JsonNode)described);
            }
        }

        return events;
    }

    private JsonObject? Describe(HistoryEvent happened) => happened switch
    {
        OrchestratorStarted => null,
        TaskRequest e => Request(e),
        TaskAnswer e => Answer(e),
        ExecutionStarted e => Event("ExecutionStarted", e, ("FunctionName", e.Name), ("Input", IfInput(input))),
        EventRaised e => Event("EventRaised", e, ("Name", e.Name), ("Input", IfInput(e.Input))),
        ExecutionSuspended e => Event("ExecutionSuspended", e, ("Reason", e.Reason)),
        ExecutionResumed e => Event("ExecutionResumed", e, ("Reason", e.Reason)),
        ExecutionRewound e => Event("ExecutionRewound", e, ("Reason", e.Reason)),
        ExecutionTerminated e => Event("ExecutionTerminated", e, ("Input", IfInput(e.Output))),
        ExecutionCompleted e => WithResult(Event("ExecutionCompleted", e, ("OrchestrationStatus", e.Status.ToString())), e.Output),
        _ => null,
    };

    private JsonObject? Request(TaskRequest request) => request switch
    {
        TimerCreated e => Event("TimerCreated", e, ("FireAt", StatusJson.Precise(e.FireAt))),
        EventSent e => Event("EventSent", e, ("InstanceId", e.InstanceId), ("Name", e.Name), ("Input", IfInput(e.Input))),
        _ when _answered.Contains(request.TaskId) => null,
        TaskScheduled e => Event("TaskScheduled", e, ("Name", e.Name), ("Input", IfInput(e.Input))),
        SubOrchestrationCreated e => Event(
            "SubOrchestrationInstanceCreated", e, ("Name", e.Name), ("InstanceId", e.InstanceId), ("Input", IfInput(e.Input))),
        _ => null,
    };

    private JsonObject? Answer(TaskAnswer answer) => answer switch
    {
        TimerFired e => Event("TimerFired", e, ("FireAt", StatusJson.Precise(e.FireAt))),
        TaskCompleted e => WithResult(Asked(Event("TaskCompleted", e), e.TaskId), e.Result),
        TaskFailed e => Asked(Event("TaskFailed", e, ("Reason", e.Failure.ErrorMessage), ("Details", e.Failure.StackTrace)), e.TaskId),
        SubOrchestrationCompleted e => WithResult(Asked(Event("SubOrchestrationInstanceCompleted", e), e.TaskId), e.Result),
        SubOrchestrationFailed e => Asked(
            Event("SubOrchestrationInstanceFailed", e, ("Reason", e.Failure.ErrorMessage), ("Details", e.Failure.StackTrace)), e.TaskId),
        _ => null,
    };

    private JsonObject Asked(JsonObject shown, int task)
    {
        if (!_requests.TryGetValue(task, out var request))
        {
            return shown;
        }

        var (name, asked) = request switch
        {
            TaskScheduled activity => (activity.Name, activity.Input),
            SubOrchestrationCreated child => (child.Name, child.Input),
            _ => ("", null),
        };
        shown["ScheduledTime"] = StatusJson.Precise(request.Timestamp);
        shown["FunctionName"] = name;
        return With(shown, ("Input", IfInput(asked)));
    }

    private JsonObject WithResult(JsonObject shown, string? result)
    {
        if (showOutput)
        {
            shown["Result"] = StatusJson.Embed(result);
        }

        return shown;
    }

    private string? IfInput(string? value) => showInput ? value : null;

    private static JsonObject Event(string type, HistoryEvent happened, params (string Name, string? Value)[] more) =>
        With(new JsonObject { ["EventType"] = type, ["Timestamp"] = StatusJson.Precise(happened.Timestamp) }, more);

    private static JsonObject With(JsonObject shown, params (string Name, string? Value)[] more)
    {
        foreach (var (name, value) in more)
        {
            if (value is not null)
            {
                shown[name] = value;
            }
        }

        return shown;
    }
}
