using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Storage;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>A new instance on its way to its first turn, with which it is stored.</summary>
/// <param name="NewRow">Makes the instance as it is before its first turn; each call makes another one.</param>
/// <param name="MayReplace">Says of the status of an instance that has the id whether it may make way.</param>
internal sealed record Birth(Func<InstanceRow> NewRow, Func<OrchestrationRuntimeStatus, bool> MayReplace)
{
    /// <summary>The status of the instance that keeps the id; null when the id was free.</summary>
    public OrchestrationRuntimeStatus? Holder { get; private set; }

    /// <summary>What waits in the inbox of a parent whose running child makes way: it would wait for that child for ever.</summary>
    public Delivery? ToBereaved { get; private set; }

    /// <summary>Writes the instance as <paramref name="row"/> has it.</summary>
    /// <returns>False when the id is taken.</returns>
    public bool TryInsert(StoreSession session, InstanceRow row)
    {
        var free = NewInstance.TryReplace(session, row.Id, MayReplace, out var found, out var bereaved);
        Holder = free ? null : found;
        ToBereaved = bereaved is null ? null : Tell(session, bereaved, row);
        if (free)
        {
            InstanceTable.Insert(session, row);
        }

        return free;
    }

    private static Delivery Tell(StoreSession session, ParentLink parent, InstanceRow row)
    {
        var replaced = new SubOrchestrationFailed(
            row.Created,
            parent.TaskId,
            new TaskFailureDetails(
                "OrchestrationReplaced", $"The sub-orchestration '{row.Id}' made way for a new instance of the same id.", null, null, null),
            NonRetriable: true);
        return new Delivery(parent.Seq, new Message(replaced, InboxTable.Add(session, parent.Seq, replaced)));
    }

    public static OrchestrationAlreadyExistsException Refusal(string id, OrchestrationRuntimeStatus? holder) =>
        new($"An orchestration instance with the id '{id}' already exists and is {holder}.");
}
