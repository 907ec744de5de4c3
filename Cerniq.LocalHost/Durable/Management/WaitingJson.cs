using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Management;

/// <summary>What an open instance waits for, in fields beside the official ones: <c>waitingSince</c>, <c>waitingFor</c> (kind, name,
/// since, dueAt, attempt, lastError, instanceId of each wait, the longest waiting first) and <c>problem</c> (why it cannot go on).</summary>
internal sealed class WaitingJson(DurableEngine engine)
{
    /// <summary>To tell what an instance waits for, its history is replayed; in a list, only a short one.</summary>
    private const int LongestInList = 1000;

    public void AddTo(JsonObject status, OrchestrationMetadata instance, bool inList)
    {
        if (instance.IsCompleted)
        {
            return;
        }

        var longest = inList ? LongestInList : int.MaxValue;
        if (engine.Summarise(instance.InstanceId) is not { } summary)
        {
            return;
        }

        status["waitingSince"] = StatusJson.Precise(summary.WaitingSince);
        if (summary.Events > longest || engine.Inspect(instance.InstanceId) is not { } found)
        {
            return;
        }

        status["waitingFor"] = new JsonArray([.. found.WaitsFor.Select(Wait)]);
        if (found.Waits.Problem is { } problem)
        {
            status["problem"] = problem;
        }
    }

    private static JsonObject Wait(OpenWait wait)
    {
        var shown = new JsonObject { ["kind"] = wait.Kind, ["name"] = wait.Name, ["since"] = StatusJson.Precise(wait.Since) };
        if (wait.DueAt is { } due)
        {
            shown["dueAt"] = StatusJson.Precise(due);
        }

        if (wait.Attempt is { } attempt)
        {
            shown["attempt"] = attempt;
        }

        if (wait.LastError is { } error)
        {
            shown["lastError"] = $"{error.ErrorType}: {error.ErrorMessage}";
        }

        if (wait.InstanceId is { } child)
        {
            shown["instanceId"] = child;
        }

        return shown;
    }
}
