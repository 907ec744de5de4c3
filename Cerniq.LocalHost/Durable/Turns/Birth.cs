using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Storage;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>A new instance on its way to its first turn, with which it is stored.</summary>
/// <param name="NewRow">Makes the instance as it is before its first turn; each call makes another one.</param>
/// <param name="MayReplace">Says of the status of an instance that has the id whether it may make way.</param>
internal sealed record Birth(Func<InstanceRow> NewRow, Func<OrchestrationRuntimeStatus, bool> MayReplace)
{
    /// <summary>The status of the instance that keeps the id; null when the id was free.</summary>
    public OrchestrationRuntimeStatus? Holder { get; private set; }

    /// <summary>Writes the instance as <paramref name="row"/> has it.</summary>
    /// <returns>False when the id is taken.</returns>
    public bool TryInsert(StoreSession session, InstanceRow row)
    {
        var free = NewInstance.TryReplace(session, row.Id, MayReplace, out var found);
        Holder = free ? null : found;
        if (free)
        {
            InstanceTable.Insert(session, row);
        }

        return free;
    }

    public static OrchestrationAlreadyExistsException Refusal(string id, OrchestrationRuntimeStatus? holder) =>
        new($"An orchestration instance with the id '{id}' already exists and is {holder}.");
}
