using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Management;

/// <summary>What an open instance waits for, in fields beside the official ones: <c>waitingSince</c>, <c>waitingFor</c> (kind, name,
/// since, dueAt, attempt, lastError, instanceId of each wait, the longest waiting first) and <c>problem</c> (why it cannot go on).</summary>
internal sealed class WaitingJson(DurableEngine engine)
{
    /// <param name="budget">Of a list that the instance is shown in; null when it is asked for by itself.</param>
    public void AddTo(JsonObject status, OrchestrationMetadata instance, ReplayBudget? budget)
    {
        if (instance.IsCompleted)
        {
            return;
        }

        if (engine.Summarise(instance.InstanceId) is not { } summary)
        {
            return;
        }

        status["waitingSince"] = StatusJson.Precise(summary.WaitingSince);
        if (budget?.TrySpend(summary.Events) == false || engine.Inspect(instance.InstanceId) is not { } found)
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
