using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Revolut;

/// <summary>Keeps the latest refused deliveries of each tenant. Anybody can send some, so their number and size are bounded,
/// per tenant and reason, so that a flood of one sort does not wash out the others.</summary>
public sealed class RefusedWebhooks(ITableStore tables, TimeProvider clock)
{
    private const string Table = "revolutrefused";
    private const int Kept = 200;
    private const int TrimEvery = 50;
    private const int MaxBody = 32 * 1024;
    private const int KeptPerSecond = 20;

    private readonly ConcurrentDictionary<string, Quota> _quotas = new(StringComparer.Ordinal);

    /// <summary>Keeps one, unless this tenant's share for the second is used up or the body is too large to be an event.</summary>
    public async Task KeepAsync(
        string tenant, RefusalReason reason, WebhookHeaders headers, string? sourceIp, ReadOnlyMemory<byte> body, string correlationId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var quota = _quotas.GetOrAdd(tenant, _ => new Quota());
        if (body.Length > MaxBody || !quota.Take(now.ToUnixTimeSeconds()))
        {
            return;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(body.Span).AsSpan(0, 4));
        var row = RowKey.Of(reason.ToString(), RowKey.Descending(now), hash);
        var kept = new RefusedWebhook(
            row, reason, Refusals.Advice(reason), now, sourceIp, headers, Encoding.UTF8.GetString(body.Span), correlationId);
        await tables.WriteAsync(Table, tenant, [new TableOperation.Upsert(row, CerniqJson.Write(kept))], cancellationToken);
        if (quota.IsTimeToTrim())
        {
            await TrimAsync(tenant, reason, cancellationToken);
        }
    }

    private async Task TrimAsync(string tenant, RefusalReason reason, CancellationToken cancellationToken)
    {
        var rows = await tables.QueryAsync(
            Table, tenant, TableRange.StartingWith(RowKey.Prefix(reason.ToString()), 1000), cancellationToken);
        foreach (var batch in rows.Rows.Skip(Kept).Chunk(100))
        {
            await tables.WriteAsync(Table, tenant, [.. batch.Select(old => new TableOperation.Delete(old.Row))], cancellationToken);
        }
    }

    /// <summary>Forgets those older than the receipts of events are kept: what came later than that has long been replayed.</summary>
    /// <returns>How many were forgotten.</returns>
    public async Task<int> ForgetOldAsync(string tenant, CancellationToken cancellationToken)
    {
        var old = RowKey.Descending(clock.GetUtcNow() - RevolutReceipts.Kept);
        var forgotten = 0;
        foreach (var reason in Enum.GetNames<RefusalReason>())
        {
            var range = TableRange.StartingWith(RowKey.Prefix(reason), 100) with { From = RowKey.Of(reason, old) };
            while (await tables.QueryAsync(Table, tenant, range, cancellationToken) is { Rows: { Count: > 0 } rows })
            {
                await tables.WriteAsync(Table, tenant, [.. rows.Select(row => new TableOperation.Delete(row.Row))], cancellationToken);
                forgotten += rows.Count;
            }
        }

        return forgotten;
    }

    /// <summary>A page of them, by reason.</summary>
    public Task<TablePage> PageAsync(string tenant, int limit, string? continuation, CancellationToken cancellationToken) =>
        tables.QueryAsync(Table, tenant, new TableRange(null, null, limit, continuation), cancellationToken);

    public Task RemoveAsync(string tenant, RefusedWebhook refused, CancellationToken cancellationToken) =>
        tables.WriteAsync(Table, tenant, [new TableOperation.Delete(refused.Id)], cancellationToken);

    private sealed class Quota
    {
        private readonly Lock _gate = new();
        private long _second;
        private int _taken;
        private int _sinceTrim;

        public bool Take(long second)
        {
            lock (_gate)
            {
                (_second, _taken) = second == _second ? (_second, _taken + 1) : (second, 1);
                return _taken <= KeptPerSecond;
            }
        }

        public bool IsTimeToTrim() => Interlocked.Increment(ref _sinceTrim) % TrimEvery == 1;
    }
}
