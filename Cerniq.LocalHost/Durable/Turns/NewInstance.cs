using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Storage;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>How instances come into being.</summary>
internal static class NewInstance
{
    /// <summary>Clears the id for a new instance.</summary>
    /// <param name="mayReplace">Says of the status of an instance that has the id whether it may make way.</param>
    /// <param name="found">The status of the instance that had or has the id.</param>
    /// <param name="bereaved">The parent that waits for the instance that made way; null when none does.</param>
    /// <returns>False when the id stays taken.</returns>
    public static bool TryReplace(
        StoreSession session,
        string id,
        Func<OrchestrationRuntimeStatus, bool> mayReplace,
        out OrchestrationRuntimeStatus? found,
        out ParentLink? bereaved)
    {
        (found, bereaved) = (null, null);
        if (InstanceTable.Locate(session, id) is not { } existing)
        {
            return true;
        }

        found = existing.Status;
        if (!mayReplace(existing.Status))
        {
            return false;
        }

        bereaved = InstanceRow.IsFinal(existing.Status) ? null : InstanceTable.Find(session, existing.Seq)?.Parent;
        InstanceTable.Delete(session, existing.Seq);
        return true;
    }

    /// <summary>Writes a sub-orchestration that is due for its first turn.</summary>
    /// <returns>Its number.</returns>
    public static long Begin(StoreSession session, long number, SubOrchestrationCreated child, ParentLink parent)
    {
        InstanceTable.Insert(session, new InstanceRow
        {
            Seq = number,
            Id = child.InstanceId,
            Name = child.Name,
            Version = child.Version,
            ExecutionId = InstanceRow.NewExecutionId(),
            Created = child.Timestamp,
            Updated = child.Timestamp,
            Parent = parent,
            Input = child.Input,
            Work = 1,
        });
        return number;
    }

    public static Message FirstTurn(DateTime at, string name) => new(new ExecutionStarted(at, name));

    public static TaskFailureDetails AlreadyExists(string id) =>
        TaskFailureDetails.FromException(new OrchestrationAlreadyExistsException($"An orchestration with the id '{id}' is already running."));
}
