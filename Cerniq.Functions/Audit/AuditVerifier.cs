using System.Collections;
using Cerniq.EInvoicing.Evidence;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Audit;

/// <summary>Checks a tenant's log from its beginning to its head, and that the lists show all of it.</summary>
public sealed class AuditVerifier(ITableStore tables, AuditTrail trail)
{
    /// <param name="known">Heads kept from earlier days, which the log must still pass through.</param>
    public async Task<AuditVerdict> VerifyAsync(string tenant, IReadOnlyList<ChainHead> known, CancellationToken cancellationToken)
    {
        // What is added meanwhile is left for the next time.
        var head = await trail.HeadAsync(tenant, cancellationToken);
        var check = new ChainCheck(tenant, known);
        await foreach (var line in trail.LinesAsync(tenant, cancellationToken))
        {
            if (check.Head.Sequence == head.Sequence || !check.Next(line.Body))
            {
                break;
            }
        }

        var broken = check.End(head) ?? await UnlistedAsync(tenant, head.Sequence, cancellationToken);
        return new AuditVerdict(tenant, broken is null, check.Head.Sequence, head, broken);
    }

    private async Task<ChainBreak?> UnlistedAsync(string tenant, long count, CancellationToken cancellationToken)
    {
        foreach (var list in new[] { AuditRows.TimeList, AuditRows.SubjectList })
        {
            var seen = await SeenAsync(tenant, list, count, cancellationToken);
            for (var sequence = 1; sequence <= count; sequence++)
            {
                if (!seen[sequence])
                {
                    return new ChainBreak(sequence, $"Entry {sequence} is in the log, but it was taken out of the list «{list}».");
                }
            }
        }

        return null;
    }

    private async Task<BitArray> SeenAsync(string tenant, string list, long count, CancellationToken cancellationToken)
    {
        var seen = new BitArray(checked((int)count + 1));
        string? continuation = null;
        do
        {
            var range = TableRange.StartingWith(RowKey.Prefix(list), 1000, continuation);
            var page = await tables.QueryAsync(AuditRows.Table, RowKey.Of(tenant), range, cancellationToken);
            foreach (var row in page.Rows)
            {
                if (CerniqJson.Read<AuditPointer>(row.Body).Sequence is var sequence and > 0 && sequence <= count)
                {
                    seen[(int)sequence] = true;
                }
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        return seen;
    }
}

/// <summary>Whether a tenant's log is what was logged.</summary>
/// <param name="Entries">So many are sound, from the first on.</param>
/// <param name="Head">Where the log ends; kept elsewhere, it proves later that nothing was written anew.</param>
/// <param name="FirstBroken">Null when all is well.</param>
public sealed record AuditVerdict(string Tenant, bool Valid, long Entries, ChainHead Head, ChainBreak? FirstBroken);
