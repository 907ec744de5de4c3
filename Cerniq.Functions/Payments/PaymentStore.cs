using Cerniq.Functions.Payments.Collecting;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Payments;

/// <summary>Keeps payments and finds them by age, by status and by invoice. One partition per tenant: <c>doc|id</c>,
/// <c>all|newest first|id</c>, <c>recon|STATUS|newest first|id</c>, <c>invoice|invoice|id</c>; and those of
/// <see cref="CollectionList"/>.</summary>
public sealed class PaymentStore(ITableStore tables)
{
    internal const string Table = "payments";

    /// <summary>Records a payment; recording the same transaction again changes nothing.</summary>
    /// <returns>The payment as it is on record.</returns>
    public async Task<Payment> RecordAsync(Payment payment, CancellationToken cancellationToken)
    {
        var id = CerniqJson.Write(payment.PaymentId);
        var written = await tables.WriteAsync(
            Table,
            payment.Tenant,
            [
                new TableOperation.Insert(DocRow(payment.PaymentId), CerniqJson.Write(payment)),
                new TableOperation.Upsert(AllRow(payment), id),
                new TableOperation.Upsert(StatusRow(payment), id),
            ],
            cancellationToken);
        return written.Applied ? payment : (await GetAsync(payment.Tenant, payment.PaymentId, cancellationToken))!;
    }

    public async Task<Payment?> GetAsync(string tenant, string paymentId, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, tenant, DocRow(paymentId), cancellationToken) is { } row ? CerniqJson.Read<Payment>(row.Body) : null;

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task<Payment> RequireAsync(string tenant, string paymentId, CancellationToken cancellationToken) =>
        await GetAsync(tenant, paymentId, cancellationToken) ?? throw new InvalidOperationException($"There is no payment {paymentId}.");

    /// <summary>Changes a payment and its places in the lists together.</summary>
    /// <param name="change">Returns null to leave it as it is.</param>
    public async Task<Payment> UpdateAsync(
        string tenant, string paymentId, Func<Payment, Payment?> change, CancellationToken cancellationToken)
    {
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            var row = await tables.GetAsync(Table, tenant, DocRow(paymentId), cancellationToken)
                ?? throw new InvalidOperationException($"There is no payment {paymentId}.");
            var before = CerniqJson.Read<Payment>(row.Body);
            if (change(before) is not { } after)
            {
                return before;
            }

            if ((await tables.WriteAsync(Table, tenant, Operations(row, before, after), cancellationToken)).Applied)
            {
                return after;
            }
        }

        throw new TimeoutException($"Payment {paymentId} kept changing; the update was given up.");
    }

    /// <summary>Payments, newest first, of one reconciliation status or of all.</summary>
    public async Task<(IReadOnlyList<Payment> Items, string? Continuation)> ListAsync(
        string tenant, ReconciliationStatus? status, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var prefix = status is { } wanted ? RowKey.Prefix("recon", wanted.ToString()) : RowKey.Prefix("all");
        var page = await tables.QueryAsync(Table, tenant, TableRange.StartingWith(prefix, limit, continuation), cancellationToken);
        return (await ReadAsync(tenant, page, cancellationToken), page.Continuation);
    }

    /// <summary>Payments of a stretch of time, newest first, of one reconciliation status or of all.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    public async Task<(IReadOnlyList<Payment> Items, string? Continuation)> BetweenAsync(
        string tenant,
        ReconciliationStatus? status,
        DateTimeOffset from,
        DateTimeOffset to,
        int limit,
        string? continuation,
        CancellationToken cancellationToken)
    {
        var list = status is { } wanted ? RowKey.Of("recon", wanted.ToString()) : "all";
        var page = await tables.QueryAsync(Table, tenant, RowKey.NewestFirst(list, from, to, limit, continuation), cancellationToken);
        return (await ReadAsync(tenant, page, cancellationToken), page.Continuation);
    }

    /// <summary>All payments matched to one invoice, and those that were until Revolut reverted them.</summary>
    public async Task<IReadOnlyList<Payment>> OfInvoiceAsync(string tenant, string invoiceId, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(
            Table, tenant, TableRange.StartingWith(RowKey.Prefix("invoice", invoiceId), 1000), cancellationToken);
        return await ReadAsync(tenant, page, cancellationToken);
    }

    private static List<TableOperation> Operations(TableRow row, Payment before, Payment after)
    {
        var id = CerniqJson.Write(after.PaymentId);
        var operations = new List<TableOperation> { new TableOperation.Replace(row.Row, CerniqJson.Write(after), row.ETag) };
        if (before.ReconciliationStatus != after.ReconciliationStatus)
        {
            operations.Add(new TableOperation.Delete(StatusRow(before)));
            operations.Add(new TableOperation.Upsert(StatusRow(after), id));
        }

        if (!before.Matches.SequenceEqual(after.Matches))
        {
            operations.Add(CollectionList.Put(after.PaymentId));
        }

        var kept = after.Matches.Concat(after.TakenBack).Select(m => m.InvoiceId).ToHashSet(StringComparer.Ordinal);
        operations.AddRange(kept.Select(invoice => new TableOperation.Upsert(InvoiceRow(invoice, after.PaymentId), id)));
        operations.AddRange(
            before.Matches.Select(m => m.InvoiceId).Where(i => !kept.Contains(i)).Distinct(StringComparer.Ordinal)
                .Select(invoice => new TableOperation.Delete(InvoiceRow(invoice, after.PaymentId))));
        return operations;
    }

    private static string DocRow(string id) => RowKey.Of("doc", id);

    private static string AllRow(Payment payment) => RowKey.Of("all", RowKey.Descending(payment.TransactionDate), payment.PaymentId);

    private static string StatusRow(Payment payment) =>
        RowKey.Of("recon", payment.ReconciliationStatus.ToString(), RowKey.Descending(payment.TransactionDate), payment.PaymentId);

    private static string InvoiceRow(string invoiceId, string paymentId) => RowKey.Of("invoice", invoiceId, paymentId);

    private async Task<IReadOnlyList<Payment>> ReadAsync(string tenant, TablePage page, CancellationToken cancellationToken)
    {
        var payments = new List<Payment>(page.Rows.Count);
        foreach (var row in page.Rows)
        {
            payments.Add((await GetAsync(tenant, CerniqJson.Read<string>(row.Body), cancellationToken))!);
        }

        return payments;
    }
}
