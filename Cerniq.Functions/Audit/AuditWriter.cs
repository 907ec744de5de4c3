using System.Collections.Concurrent;
using Cerniq.EInvoicing.Evidence;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Audit;

/// <summary>Appends to one tenant's log. Those who come at one time share one write; the head's ETag keeps processes from
/// forking the log; lines, lists and head change together or not at all.</summary>
internal sealed class AuditWriter(ITableStore tables, string tenant)
{
    private const int MaxLines = 99 / AuditRows.PerLine;
    private const int MaxBytes = 1_000_000;
    private const int MaxRaces = 200;

    private readonly ConcurrentQueue<Pending> _waiting = new();
    private readonly string _partition = RowKey.Of(tenant);
    private StoredHead? _head;
    private int _isWriting;

    /// <param name="onceKey">With a key, only the first entry under it is written.</param>
    /// <returns>False when the key was there already.</returns>
    public async Task<bool> AppendAsync(AuditEntry entry, string? onceKey)
    {
        var mine = new Pending(entry, CerniqJson.Write(entry), onceKey);
        _waiting.Enqueue(mine);
        _ = WriteWaitingAsync();
        return await mine.Written.Task;
    }

    /// <summary>Writes until nobody waits. One at a time: whoever comes while it runs is served by it.</summary>
    private async Task WriteWaitingAsync()
    {
        while (!_waiting.IsEmpty && Interlocked.CompareExchange(ref _isWriting, 1, 0) == 0)
        {
            while (!_waiting.IsEmpty)
            {
                await WriteAsync(Next());
            }

            // With a full fence: whoever queued before it is seen by the look above, whoever queues after it sees it.
            Interlocked.Exchange(ref _isWriting, 0);
        }
    }

    private List<Pending> Next()
    {
        var batch = new List<Pending>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var bytes = 0;
        while (batch.Count < MaxLines && _waiting.TryPeek(out var next))
        {
            // Two of one key do not fit into one write; the later one finds the earlier in the next.
            var fits = batch.Count == 0 || (bytes + next.Body.Length <= MaxBytes && (next.OnceKey is null || !keys.Contains(next.OnceKey)));
            if (!fits || !_waiting.TryDequeue(out _))
            {
                break;
            }

            if (next.OnceKey is { } key)
            {
                keys.Add(key);
            }

            bytes += next.Body.Length;
            batch.Add(next);
        }

        return batch;
    }

    /// <summary>Whatever happens, everybody of the batch is told.</summary>
    private async Task WriteAsync(List<Pending> batch)
    {
        try
        {
            for (var race = 0; batch.Count > 0; race++)
            {
                if (race == MaxRaces)
                {
                    throw new TimeoutException($"The log of tenant {tenant} kept changing.");
                }

                await TryWriteAsync(batch);
            }
        }
        catch (Exception failure)
        {
            _head = null;
            batch.ForEach(pending => pending.Written.TrySetException(failure));
        }
    }

    /// <summary>Takes out of the batch what is settled.</summary>
    private async Task TryWriteAsync(List<Pending> batch)
    {
        var before = _head ??= await ReadHeadAsync();
        var (operations, owners, after) = Compose(before, batch);
        var written = await tables.WriteAsync(AuditRows.Table, _partition, operations, CancellationToken.None);
        if (written.Applied)
        {
            _head = new StoredHead(after, written.ETags[0]);
            batch.ForEach(pending => pending.Written.TrySetResult(true));
            batch.Clear();
            return;
        }

        if (owners[written.Conflict!.Index] is { } known)
        {
            known.Written.TrySetResult(false);
            batch.Remove(known);
            return;
        }

        // Another process was faster: its head is the one to follow.
        _head = null;
        await Task.Delay(Random.Shared.Next(1, 10));
    }

    private static (List<TableOperation> Operations, List<Pending?> Owners, ChainHead After) Compose(StoredHead before, List<Pending> batch)
    {
        var head = before.Head;
        var rows = new List<TableOperation>();
        var owners = new List<Pending?> { null };
        foreach (var pending in batch)
        {
            var line = ChainLine.After(head, pending.Body);
            head = line.Head;
            var onceRow = pending.OnceKey is { } key ? AuditRows.Once(key) : null;
            foreach (var row in AuditRows.Of(pending.Entry, line, pending.OnceKey))
            {
                rows.Add(row);
                owners.Add(string.Equals(row.Row, onceRow, StringComparison.Ordinal) ? pending : null);
            }
        }

        var body = CerniqJson.Write(head);
        TableOperation move = before.ETag is { } etag
            ? new TableOperation.Replace(AuditRows.Head, body, etag)
            : new TableOperation.Insert(AuditRows.Head, body);
        return ([move, .. rows], owners, head);
    }

    private async Task<StoredHead> ReadHeadAsync() =>
        await tables.GetAsync(AuditRows.Table, _partition, AuditRows.Head, CancellationToken.None) is { } row
            ? new StoredHead(CerniqJson.Read<ChainHead>(row.Body), row.ETag)
            : new StoredHead(ChainHead.Before(tenant), null);

    private sealed record StoredHead(ChainHead Head, string? ETag);

    private sealed record Pending(AuditEntry Entry, byte[] Body, string? OnceKey)
    {
        public TaskCompletionSource<bool> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
