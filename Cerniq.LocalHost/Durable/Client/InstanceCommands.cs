using System.Text.Json;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Running;
using Cerniq.LocalHost.Durable.Turns;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Client;

/// <summary>What became of a message to an instance.</summary>
public enum CommandOutcome
{
    /// <summary>It is on disk and will be taken up.</summary>
    Accepted,

    /// <summary>There is no such instance.</summary>
    Missing,

    /// <summary>The instance has ended.</summary>
    Finished,
}

/// <summary>Changes that come from outside. Each is on disk before it is answered.</summary>
internal sealed class InstanceCommands(EngineParts parts)
{
    public async Task<string> StartAsync(string name, string? input, StartOrchestrationOptions? options, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var id = string.IsNullOrEmpty(options?.InstanceId) ? InstanceId.New(parts.Clock) : options.InstanceId;
        InstanceId.Validate(id);
        var now = parts.Now;
        var startAt = options?.StartAt?.UtcDateTime is { } later && later > now ? later : (DateTime?)null;
        var row = new InstanceRow
        {
            Id = id,
            Name = name,
            Version = (options?.Version?.Version ?? parts.Options.DefaultVersion) is { Length: > 0 } version ? version : null,
            ExecutionId = InstanceRow.NewExecutionId(),
            Created = now,
            Updated = now,
            StartAt = startAt,
            Tags = options?.Tags is { Count: > 0 } tags ? JsonSerializer.Serialize(tags) : null,
            Input = input,
            Work = startAt is null ? 1 : 0,
        };
        await StoreAsync(row, Replaceable(options?.DedupeStatuses), cancellation);
        return id;
    }

    /// <summary>Gives a message to an instance that has not ended; it is on disk, with the turn that took it, when this returns.</summary>
    public async Task<CommandOutcome> SendAsync(string instanceId, HistoryEvent message, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var before = 0L;
        var next = parts.Dispatcher.FindGoingOn(instanceId) is { } live ? (live.Seq, live.Status) : Locate(instanceId);
        while (next is { } found && found.Seq != before)
        {
            if (InstanceRow.IsFinal(found.Status))
            {
                return CommandOutcome.Finished;
            }

            var receipt = new Receipt();
            parts.Post(found.Seq, new Message(message, Receipt: receipt));
            var outcome = await receipt.Task.WaitAsync(cancellation);
            if (outcome != CommandOutcome.Missing)
            {
                return outcome;
            }

            // Purged, or replaced by a new instance of the same id that the message is for then.
            before = found.Seq;
            next = Locate(instanceId);
        }

        return CommandOutcome.Missing;
    }

    private (long Seq, OrchestrationRuntimeStatus Status)? Locate(string instanceId) =>
        parts.Store.Read(session => InstanceTable.Locate(session, instanceId));

    /// <summary>Starts the orchestrator of an instance again with the same input.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">The id is to be kept and the instance has not ended.</exception>
    public async Task<string> RestartAsync(string instanceId, bool newId, CancellationToken cancellation)
    {
        var old = parts.Store.Read(session => InstanceTable.Find(session, instanceId))
            ?? throw new ArgumentException($"There is no orchestration instance with the id '{instanceId}'.", nameof(instanceId));
        if (!newId && !old.IsFinished)
        {
            throw new InvalidOperationException(
                $"The orchestration instance '{instanceId}' is {old.Status}; only a finished one can be restarted under its own id.");
        }

        var row = new InstanceRow
        {
            Id = newId ? InstanceId.New(parts.Clock) : instanceId,
            Name = old.Name,
            Version = old.Version,
            ExecutionId = InstanceRow.NewExecutionId(),
            Created = parts.Now,
            Updated = parts.Now,
            Tags = old.Tags,
            Input = old.Input,
            Work = 1,
        };
        try
        {
            await StoreAsync(row, InstanceRow.IsFinal, cancellation);
        }
        catch (OrchestrationAlreadyExistsException running)
        {
            throw new InvalidOperationException($"The orchestration instance '{instanceId}' was started again meanwhile.", running);
        }

        return row.Id;
    }

    /// <summary>Stores a new instance: with its first turn, or to start later.</summary>
    private Task StoreAsync(InstanceRow row, Func<OrchestrationRuntimeStatus, bool> mayReplace, CancellationToken cancellation)
    {
        var number = parts.Numbers.Next();
        var birth = new Birth(() => row.WithNumber(number), mayReplace);
        return row.StartAt is { } startAt
            ? StoreForLaterAsync(birth, new TimerKey(startAt, number, TimerKey.Start), row, cancellation)
            : StartNowAsync(birth, number, row, cancellation);
    }

    private async Task StartNowAsync(Birth birth, long number, InstanceRow row, CancellationToken cancellation)
    {
        if (Locate(row.Id) is { } holder && !birth.MayReplace(holder.Status))
        {
            throw Birth.Refusal(row.Id, holder.Status);
        }

        var receipt = new Receipt();
        parts.Post(number, NewInstance.FirstTurn(row.Created, row.Name) with { Receipt = receipt, Birth = birth });
        if (await receipt.Task.WaitAsync(cancellation) == CommandOutcome.Missing)
        {
            throw Birth.Refusal(row.Id, birth.Holder);
        }
    }

    private async Task StoreForLaterAsync(Birth birth, TimerKey start, InstanceRow row, CancellationToken cancellation)
    {
        var free = await parts.Store.WriteAsync(
            session =>
            {
                var inserted = birth.TryInsert(session, birth.NewRow());
                if (inserted)
                {
                    TimerTable.Add(session, start);
                }

                return inserted;
            },
            cancellation);
        if (!free)
        {
            throw Birth.Refusal(row.Id, birth.Holder);
        }

        if (!parts.Faults.CutAt(Checkpoint.AfterMessageStored, row.Name))
        {
            parts.Timers.Add(start);
            parts.Tell(birth);
        }
    }

    /// <summary>Without a choice of the caller, only a finished instance makes way.</summary>
    private static Func<OrchestrationRuntimeStatus, bool> Replaceable(IReadOnlyList<string>? dedupe)
    {
        if (dedupe is null)
        {
            return InstanceRow.IsFinal;
        }

        var refusing = dedupe.Select(status => Enum.TryParse<OrchestrationRuntimeStatus>(status, ignoreCase: true, out var known)
            ? known
            : throw new ArgumentException($"'{status}' is not an orchestration status.", nameof(dedupe))).ToHashSet();
        return status => !refusing.Contains(status);
    }
}

/// <summary>What may be an instance id.</summary>
internal static class InstanceId
{
    private const int MaxLength = 256;

    /// <summary>An id for an instance that was given none. Such ids ascend with time, so that those of new instances share a few
    /// pages of an index, however many old ones there are.</summary>
    public static string New(TimeProvider clock) => Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");

    public static void Validate(string id)
    {
        if (id.Length > MaxLength)
        {
            throw new ArgumentException($"An instance id has at most {MaxLength} characters; this one has {id.Length}.", nameof(id));
        }

        if (id[0] == '@')
        {
            throw new ArgumentException($"An instance id must not start with '@': '{id}'.", nameof(id));
        }

        if (IsDotSegment(id))
        {
            throw new ArgumentException(NoAddress(id), nameof(id));
        }

        if (HoldsHalfACharacter(id))
        {
            throw new ArgumentException("An instance id must be text: this one holds half of a surrogate pair.", nameof(id));
        }

        if (id.Any(c => c is '/' or '\\' or '?' or '#' || char.IsControl(c)))
        {
            throw new ArgumentException($"An instance id must not contain /, \\, ?, # or control characters: '{id}'.", nameof(id));
        }
    }

    /// <summary>True for what no address can end in: callers, proxies and servers all take it away, encoded or not.</summary>
    public static bool IsDotSegment(string id) => id is "." or "..";

    public static string NoAddress(string id) =>
        $"'{id}' cannot be an instance id: no address can end in it, so nobody could ask for the instance.";

    private static bool HoldsHalfACharacter(string id)
    {
        for (var i = 0; i < id.Length; i++)
        {
            if (char.IsSurrogate(id[i]) && !char.IsSurrogatePair(id, i++))
            {
                return true;
            }
        }

        return false;
    }
}
