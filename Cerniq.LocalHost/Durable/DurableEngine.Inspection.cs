using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Retention;
using Cerniq.LocalHost.Durable.Running;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable;

/// <content>What those who look after an engine ask of it.</content>
public sealed partial class DurableEngine
{
    /// <summary>Lists running, pending and suspended instances that have waited for something (an event, a timer, an activity with
    /// all its attempts, a child, a delayed start) since a moment or longer, the longest waiting first. It reads along an index:
    /// what it does not return it does not touch.</summary>
    /// <remarks>A wait begins when the code began it: what happens to the instance meanwhile, such as the links of a long timer,
    /// a retry or an event of another name, does not make it younger.</remarks>
    /// <param name="since">The moment; UTC.</param>
    /// <param name="pageSize">How many to list at most.</param>
    /// <param name="continuation">From the page before; null for the first.</param>
    /// <exception cref="ArgumentException">The token is not of this list.</exception>
    public Page<InstanceSummary> ListWaitingSince(DateTimeOffset since, int pageSize, string? continuation = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pageSize);
        var after = continuation is null ? default : InstanceKey.Parse(continuation);
        var rows = Parts.Store.Read(session => InstancePlaces.Open(session, after, since.UtcDateTime, pageSize + 1));
        return PageOf(rows, pageSize, row => InstancePlaces.Minute(row.WaitingSince));
    }

    /// <summary>The same list, with the place of each instance in it: whoever looks for some among many stops where it has enough.</summary>
    internal List<(InstanceSummary Instance, InstanceKey Place)> WalkWaitingSince(DateTimeOffset since, InstanceKey after, int most) =>
        Parts.Store.Read(session => InstancePlaces.Open(session, after, since.UtcDateTime, most))
            .ConvertAll(row => (InstanceSummary.Of(row), new InstanceKey(InstancePlaces.Minute(row.WaitingSince), row.Seq)));

    /// <summary>Lists instances by their creation, the newest first.</summary>
    /// <param name="query">Statuses, span of creation, page size and continuation count; a prefix does not.</param>
    /// <exception cref="ArgumentException">The token is not of this list.</exception>
    public Page<InstanceSummary> ListNewest(OrchestrationQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var before = query.ContinuationToken is { } token
            ? InstanceKey.Parse(token)
            : new InstanceKey((query.CreatedTo?.UtcDateTime ?? DateTime.MaxValue).Ticks, long.MaxValue);
        var rows = Parts.Store.Read(session => InstancesByCreation.Newest(
            session, query.Statuses?.ToArray(), before, query.CreatedFrom?.UtcDateTime ?? DateTime.MinValue, query.PageSize + 1));
        return PageOf(rows, query.PageSize, row => row.Created.Ticks);
    }

    /// <summary>Lists instances as <see cref="DurableTaskClient.GetAllInstancesAsync"/> does, one page of them.</summary>
    public Page<InstanceSummary> List(OrchestrationQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (rows, next) = Parts.Store.Read(session => InstanceQueries.Page(session, query with { FetchInputsAndOutputs = false }));
        return new Page<InstanceSummary>(rows.ConvertAll(InstanceSummary.Of), next);
    }

    /// <summary>Reads one instance without its payloads; null when there is none.</summary>
    public InstanceSummary? Summarise(string instanceId) =>
        Parts.Store.Read(session => InstanceTable.FindBare(session, instanceId)) is { } row ? InstanceSummary.Of(row) : null;

    /// <summary>How many instances have a status, counting no further than <paramref name="limit"/>.</summary>
    public int Count(OrchestrationRuntimeStatus status, int limit) =>
        Parts.Store.Read(session => InstanceTable.Count(session, status, limit));

    /// <summary>Why an instance failed; null when it did not, and when the store is damaged where that is kept.</summary>
    public TaskFailureDetails? ReadFailure(string instanceId) => Look(Parts, instanceId).Row?.Failure;

    /// <summary>Reads one instance with its history and what it waits for; null when there is none. What of it cannot be read or
    /// replayed is told as its <see cref="InstanceWaits.Problem"/>: one sick instance must not hide itself.</summary>
    public InstanceInspection? Inspect(string instanceId)
    {
        var parts = Parts;
        var (row, damage) = Look(parts, instanceId);
        if (row is null)
        {
            return null;
        }

        IReadOnlyList<HistoryEvent> history = [];
        InstanceWaits waits;
        try
        {
            history = parts.Store.Read(session => HistoryTable.Read(session, row.Seq));
            waits = damage is not null ? InstanceWaits.None(row, damage)
                : row.IsFinished ? InstanceWaits.None(row)
                : parts.Turns.Refuses(row) is { } refusal ? InstanceWaits.None(row, refusal.ErrorMessage)
                : InstanceWaits.Of(row, history, parts.Turns.Replay(row, history, strayed: static () => { }));
        }
        catch (Exception sick)
        {
            waits = InstanceWaits.None(row, $"What it waits for cannot be told: {sick.Message}");
        }

        return new InstanceInspection(InstanceSummary.Of(row), row.Input, row.Output, row.CustomStatus, row.Failure, history, waits);
    }

    /// <summary>Reads an instance; without its payloads, and saying so, where the store is damaged.</summary>
    private static (InstanceRow? Row, string? Damage) Look(EngineParts parts, string instanceId)
    {
        try
        {
            return (parts.Store.Read(session => InstanceTable.Find(session, instanceId)), null);
        }
        catch (StoreException damaged) when (damaged.Fault == StoreFault.Damaged)
        {
            return (parts.Store.Read(session => InstanceTable.FindBare(session, instanceId)), damaged.Plainly);
        }
    }

    /// <summary>An instance with its history, to be kept as a file and replayed against later code; null when there is none.</summary>
    /// <exception cref="UnreadableHistoryException">Its history is damaged, or of a newer release.</exception>
    public RecordedInstance? Record(string instanceId) => Parts.Store.Read(session => InstanceTable.Find(session, instanceId) is { } row
        ? new RecordedInstance(
            RecordedInstance.CurrentFormat,
            row.Id,
            row.Name,
            row.Version,
            row.Status,
            row.Input,
            row.CustomStatus,
            row.Parent?.Name,
            row.Parent?.InstanceId,
            HistoryTable.Read(session, row.Seq))
        : null);

    /// <summary>Removes instances that ended before a moment, in small writes.</summary>
    internal Task<RetentionRun> PurgeEndedAsync(DateTimeOffset before, RetentionOptions options, CancellationToken cancellation) =>
        new RetentionPurge(Parts, options).RunAsync(before.UtcDateTime, cancellation);

    /// <summary>A page of rows of which one too many was read, to know whether more follow.</summary>
    private static Page<InstanceSummary> PageOf(List<InstanceRow> rows, int size, Func<InstanceRow, long> time)
    {
        var shown = rows.Take(size).ToArray();
        return new Page<InstanceSummary>(
            Array.ConvertAll(shown, InstanceSummary.Of),
            rows.Count > size ? new InstanceKey(time(shown[^1]), shown[^1].Seq).Token : null);
    }
}
