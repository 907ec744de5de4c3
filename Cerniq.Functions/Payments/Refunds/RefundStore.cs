using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Payments.Refunds;

/// <summary>Keeps refunds. One partition per tenant: <c>doc|id</c>, <c>all|newest first|id</c>, <c>status|STATUS|newest first|id</c>,
/// <c>open|id</c>, <c>invoice|invoice|id</c>, <c>sum|invoice</c>, <c>revolut|transaction</c>, <c>book|id</c>.</summary>
/// <remarks>Within this process the refunds of one invoice are added one at a time: hundreds at once would lose their races for its
/// sum until they gave up. Between processes the sum's ETag decides.</remarks>
public sealed class RefundStore(ITableStore tables, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    private const string Table = "refunds";
    private const int PageSize = 200;

    /// <summary>Adds a refund if the invoice's refunds stay within the limit. Of two at once that together pass it, one is added.</summary>
    /// <param name="limit">What may be refunded of the invoice altogether; what comes out of credit is none of it.</param>
    /// <returns>The refund as it is on record (an earlier one of this id as it was), or what is left to refund.</returns>
    public async Task<(Refund? Refund, decimal Left)> AddAsync(Refund refund, decimal limit, CancellationToken cancellationToken)
    {
        var turn = _turns[(string.GetHashCode(refund.InvoiceId ?? refund.RefundId, StringComparison.Ordinal) & int.MaxValue) % _turns.Length];
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await AddInTurnAsync(refund, limit, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => Array.ForEach(_turns, turn => turn.Dispose());

    private async Task<(Refund? Refund, decimal Left)> AddInTurnAsync(Refund refund, decimal limit, CancellationToken cancellationToken)
    {
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            if (await GetAsync(refund.Tenant, refund.RefundId, cancellationToken) is { } known)
            {
                return (known, 0m);
            }

            var (sum, etag) = await SumAsync(refund.Tenant, refund.InvoiceId, cancellationToken);
            if (refund.OfInvoice > 0 && sum + refund.OfInvoice > limit)
            {
                return (null, Math.Max(0m, limit - sum));
            }

            var id = CerniqJson.Write(refund.RefundId);
            TableOperation[] operations =
            [
                new TableOperation.Insert(DocRow(refund.RefundId), CerniqJson.Write(refund)),
                new TableOperation.Upsert(RowKey.Of("all", RowKey.Descending(refund.CreatedAt), refund.RefundId), id),
                new TableOperation.Upsert(StatusRow(refund), id),
                new TableOperation.Upsert(OpenRow(refund.RefundId), id),
                .. OfInvoice(refund, id),
                .. Summed(refund, sum + refund.OfInvoice, etag),
            ];
            if ((await tables.WriteAsync(Table, refund.Tenant, operations, cancellationToken)).Applied)
            {
                return (refund, limit - sum - refund.OfInvoice);
            }
        }

        throw new TimeoutException($"The refunds of invoice {refund.InvoiceId ?? "-"} kept changing; adding one was given up.");
    }

    public async Task<Refund?> GetAsync(string tenant, string refundId, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, tenant, DocRow(refundId), cancellationToken) is { } row ? CerniqJson.Read<Refund>(row.Body) : null;

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task<Refund> RequireAsync(RefundKey key, CancellationToken cancellationToken) =>
        await GetAsync(key.Tenant, key.RefundId, cancellationToken) ?? throw new InvalidOperationException($"There is no refund {key.RefundId}.");

    /// <summary>The refund that a Revolut transaction pays, or null.</summary>
    public async Task<Refund?> OfTransactionAsync(string tenant, string transactionId, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, tenant, RowKey.Of("revolut", transactionId), cancellationToken) is { } row
            ? await GetAsync(tenant, CerniqJson.Read<string>(row.Body), cancellationToken)
            : null;

    /// <summary>Refunds, newest first, of one status or of all.</summary>
    public async Task<(IReadOnlyList<Refund> Items, string? Continuation)> ListAsync(
        string tenant, RefundStatus? status, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var prefix = status is { } wanted ? RowKey.Prefix("status", wanted.ToString()) : RowKey.Prefix("all");
        return await ReadAsync(tenant, TableRange.StartingWith(prefix, limit, continuation), cancellationToken);
    }

    /// <summary>Refunds asked for in a stretch of time, newest first.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    public Task<(IReadOnlyList<Refund> Items, string? Continuation)> BetweenAsync(
        string tenant, DateTimeOffset from, DateTimeOffset to, int limit, string? continuation, CancellationToken cancellationToken) =>
        ReadAsync(tenant, RowKey.NewestFirst("all", from, to, limit, continuation), cancellationToken);

    /// <summary>All refunds of an invoice, whatever became of them, in the order they were asked for.</summary>
    public async Task<IReadOnlyList<Refund>> ListByInvoiceAsync(string tenant, string invoiceId, CancellationToken cancellationToken)
    {
        var all = new List<Refund>();
        string? continuation = null;
        do
        {
            var (items, next) = await ReadAsync(
                tenant, TableRange.StartingWith(RowKey.Prefix("invoice", invoiceId), PageSize, continuation), cancellationToken);
            all.AddRange(items);
            continuation = next;
        }
        while (continuation is not null);

        return [.. all.OrderBy(refund => refund.CreatedAt).ThenBy(refund => refund.RefundId, StringComparer.Ordinal)];
    }

    /// <summary>Refunds that are not at their end.</summary>
    public async Task<(IReadOnlyList<Refund> Items, string? Continuation)> OpenAsync(
        string tenant, int limit, string? continuation, CancellationToken cancellationToken) =>
        await ReadAsync(tenant, TableRange.StartingWith(RowKey.Prefix("open"), limit, continuation), cancellationToken);

    /// <summary>Refunds that were paid, or came back after that, and of which the books do not know yet.</summary>
    public async Task<(IReadOnlyList<(Refund Refund, string ETag)> Items, string? Continuation)> ToBookAsync(
        string tenant, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(
            Table, tenant, TableRange.StartingWith(RowKey.Prefix("book"), limit, continuation), cancellationToken);
        var items = new List<(Refund, string)>(page.Rows.Count);
        foreach (var row in page.Rows)
        {
            items.Add((await RequireAsync(new RefundKey(tenant, CerniqJson.Read<string>(row.Body)), cancellationToken), row.ETag));
        }

        return (items, page.Continuation);
    }

    /// <summary>The books know of it, unless it has come back meanwhile.</summary>
    /// <param name="etag">As <see cref="ToBookAsync"/> gave it.</param>
    public Task BookedAsync(Refund refund, string etag, CancellationToken cancellationToken) =>
        tables.WriteAsync(Table, refund.Tenant, [new TableOperation.Delete(BookRow(refund.RefundId), etag)], cancellationToken);

    /// <summary>Changes a refund, and what its invoice's refunds come to.</summary>
    /// <param name="change">Returns null to leave it as it is.</param>
    public async Task<Refund> UpdateAsync(RefundKey key, Func<Refund, Refund?> change, CancellationToken cancellationToken)
    {
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            var row = await tables.GetAsync(Table, key.Tenant, DocRow(key.RefundId), cancellationToken)
                ?? throw new InvalidOperationException($"There is no refund {key.RefundId}.");
            var before = CerniqJson.Read<Refund>(row.Body);
            if (change(before) is not { } changed)
            {
                return before;
            }

            var after = changed with { UpdatedAt = clock.GetUtcNow() };
            var operations = await OperationsAsync(row, before, after, cancellationToken);
            if ((await tables.WriteAsync(Table, key.Tenant, operations, cancellationToken)).Applied)
            {
                return after;
            }
        }

        throw new TimeoutException($"Refund {key.RefundId} kept changing; the update was given up.");
    }

    /// <summary>What the refunds of an invoice come to that are on their way or paid.</summary>
    public async Task<decimal> SumOfAsync(string tenant, string invoiceId, CancellationToken cancellationToken) =>
        (await SumAsync(tenant, invoiceId, cancellationToken)).Sum;

    private async Task<List<TableOperation>> OperationsAsync(TableRow row, Refund before, Refund after, CancellationToken cancellationToken)
    {
        var id = CerniqJson.Write(after.RefundId);
        var operations = new List<TableOperation>
        {
            new TableOperation.Replace(row.Row, CerniqJson.Write(after), row.ETag),
            after.IsSettled ? new TableOperation.Delete(OpenRow(after.RefundId)) : new TableOperation.Upsert(OpenRow(after.RefundId), id),
        };
        operations.AddRange(OfInvoice(after, id));
        if (after.RevolutRefundId is { } transaction)
        {
            operations.Add(new TableOperation.Upsert(RowKey.Of("revolut", transaction), id));
        }

        if (before.Status != after.Status)
        {
            operations.Add(new TableOperation.Delete(StatusRow(before)));
            operations.Add(new TableOperation.Upsert(StatusRow(after), id));
        }

        if ((before.Status == RefundStatus.Completed) != (after.Status == RefundStatus.Completed))
        {
            operations.Add(new TableOperation.Upsert(BookRow(after.RefundId), id));
        }

        if (before.CountsAsPaid != after.CountsAsPaid)
        {
            var (sum, etag) = await SumAsync(after.Tenant, after.InvoiceId, cancellationToken);
            operations.AddRange(Summed(after, after.CountsAsPaid ? sum + after.OfInvoice : sum - after.OfInvoice, etag));
        }

        return operations;
    }

    private async Task<(decimal Sum, string? ETag)> SumAsync(string tenant, string? invoiceId, CancellationToken cancellationToken)
    {
        var row = invoiceId is null ? null : await tables.GetAsync(Table, tenant, SumRow(invoiceId), cancellationToken);
        return row is null ? (0m, null) : (CerniqJson.Read<decimal>(row.Body), row.ETag);
    }

    private async Task<(IReadOnlyList<Refund> Items, string? Continuation)> ReadAsync(
        string tenant, TableRange range, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(Table, tenant, range, cancellationToken);
        var items = new List<Refund>(page.Rows.Count);
        foreach (var row in page.Rows)
        {
            items.Add((await GetAsync(tenant, CerniqJson.Read<string>(row.Body), cancellationToken))!);
        }

        return (items, page.Continuation);
    }

    /// <summary>A refund that takes nothing of its invoice leaves the sum alone.</summary>
    private static TableOperation[] Summed(Refund refund, decimal sum, string? etag) => refund switch
    {
        { OfInvoice: 0m } or { InvoiceId: null } => [],
        { InvoiceId: var invoice } => etag is null
            ? [new TableOperation.Insert(SumRow(invoice), CerniqJson.Write(sum))]
            : [new TableOperation.Replace(SumRow(invoice), CerniqJson.Write(sum), etag)],
    };

    private static TableOperation[] OfInvoice(Refund refund, byte[] id) =>
        refund.InvoiceId is { } invoice ? [new TableOperation.Upsert(RowKey.Of("invoice", invoice, refund.RefundId), id)] : [];

    private static string DocRow(string id) => RowKey.Of("doc", id);

    private static string OpenRow(string id) => RowKey.Of("open", id);

    private static string BookRow(string id) => RowKey.Of("book", id);

    private static string StatusRow(Refund refund) =>
        RowKey.Of("status", refund.Status.ToString(), RowKey.Descending(refund.CreatedAt), refund.RefundId);

    private static string SumRow(string invoiceId) => RowKey.Of("sum", invoiceId);
}
