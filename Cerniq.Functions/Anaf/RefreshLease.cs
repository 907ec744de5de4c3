using Cerniq.Functions.Effects;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Anaf;

/// <summary>Lets one host at a time renew a tenant's login: a refresh ends the token it was made with, and the host that comes
/// second with the old one would be shut out.</summary>
/// <remarks>A row per tenant with its holder and its end, so that a host that died does not hold it for ever; where no other host
/// can be at work, whatever another holder left is taken over at once.</remarks>
public sealed class RefreshLease(ITableStore tables, EffectHolder holder, TimeProvider clock)
{
    private const string Table = "anaflogins";
    private const string Partition = "*leases";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits for its turn.</summary>
    public async Task<IAsyncDisposable> TakeAsync(string tenant, CancellationToken cancellationToken)
    {
        var row = RowKey.Of(tenant);
        while (true)
        {
            var now = clock.GetUtcNow();
            var held = await tables.GetAsync(Table, Partition, row, cancellationToken);
            if (held is null || IsFree(CerniqJson.Read<Lease>(held.Body), now))
            {
                var body = CerniqJson.Write(new Lease(holder.Id, now + Life));
                TableOperation take = held is null ? new TableOperation.Insert(row, body) : new TableOperation.Replace(row, body, held.ETag);
                var written = await tables.WriteAsync(Table, Partition, [take], cancellationToken);
                if (written.Applied)
                {
                    return new Held(tables, row, written.ETags[0]);
                }
            }

            await Task.Delay(Glance, clock, cancellationToken);
        }
    }

    private bool IsFree(Lease lease, DateTimeOffset now) => lease.Until <= now || holder.KnowsDead(lease.Holder);

    private sealed record Lease(string Holder, DateTimeOffset Until);

    private sealed class Held(ITableStore tables, string row, string etag) : IAsyncDisposable
    {
        /// <summary>One that ran out and is another's by now is left alone.</summary>
        public async ValueTask DisposeAsync()
        {
            TableOperation release = new TableOperation.Delete(row, etag);
            await tables.WriteAsync(Table, Partition, [release], CancellationToken.None);
        }
    }
}
