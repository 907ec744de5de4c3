using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Economic;

/// <summary>Keeps uploads and how many there are of each status. One partition per tenant: <c>doc|invoice|type</c>, <c>stats</c>,
/// <c>unpaid|invoice|type</c>, <c>all|newest first|invoice|type</c>.</summary>
public sealed class EconomicUploadStore(ITableStore tables, TimeProvider clock)
{
    private const string Table = "economic";
    private const string StatsRow = "stats";

    /// <summary>Queues an upload; queueing it again changes nothing.</summary>
    public async Task<EconomicUploadRecord> QueueAsync(string tenant, EconomicUploadRecord upload, CancellationToken cancellationToken) =>
        await ChangeAsync(tenant, upload.InvoiceUuid, upload.UploadType, known => known is null ? upload : null, cancellationToken);

    /// <summary>Changes an upload that is there, and the counters with it.</summary>
    public async Task<EconomicUploadRecord> UpdateAsync(
        EconomicKey key, Func<EconomicUploadRecord, EconomicUploadRecord> change, CancellationToken cancellationToken) =>
        await ChangeAsync(
            key.Tenant,
            key.InvoiceId,
            key.Type,
            known => change(known ?? throw new InvalidOperationException($"There is no upload of invoice {key.InvoiceId}.")),
            cancellationToken);

    public async Task<EconomicUploadRecord?> GetAsync(EconomicKey key, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, key.Tenant, DocRow(key.InvoiceId, key.Type), cancellationToken) is { } row
            ? CerniqJson.Read<EconomicUploadRecord>(row.Body)
            : null;

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task<EconomicUploadRecord> RequireAsync(EconomicKey key, CancellationToken cancellationToken) =>
        await GetAsync(key, cancellationToken) ?? throw new InvalidOperationException($"There is no upload of invoice {key.InvoiceId}.");

    /// <summary>All uploads of one invoice.</summary>
    public async Task<IReadOnlyList<EconomicUploadRecord>> OfInvoiceAsync(
        string tenant, string invoiceId, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(
            Table, tenant, TableRange.StartingWith(RowKey.Prefix("doc", invoiceId), 10), cancellationToken);
        return [.. page.Rows.Select(r => CerniqJson.Read<EconomicUploadRecord>(r.Body))];
    }

    /// <summary>Uploads whose vouchers exist and are not seen to be paid, with all that a look at them needs.</summary>
    public async Task<(IReadOnlyList<EconomicUnpaid> Items, string? Continuation)> UnpaidAsync(
        string tenant, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(
            Table, tenant, TableRange.StartingWith(RowKey.Prefix("unpaid"), limit, continuation), cancellationToken);
        return ([.. page.Rows.Select(row => CerniqJson.Read<EconomicUnpaid>(row.Body))], page.Continuation);
    }

    /// <summary>The invoice is owed again: the issuer's voucher is looked at anew, should it have been seen to be paid.</summary>
    public async Task WatchAgainAsync(string tenant, string invoiceId, CancellationToken cancellationToken)
    {
        var key = new EconomicKey(tenant, invoiceId, EconomicUploadType.Issuer);
        if (await GetAsync(key, cancellationToken) is { } upload && (upload.PaidAt is not null || !upload.Reopened))
        {
            await UpdateAsync(key, u => u with { PaidAt = null, Reopened = true }, cancellationToken);
        }
    }

    /// <summary>Uploads queued in a stretch of time, newest first.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    public async Task<(IReadOnlyList<EconomicUploadRecord> Items, string? Continuation)> QueuedAsync(
        string tenant, DateTimeOffset from, DateTimeOffset to, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(Table, tenant, RowKey.NewestFirst("all", from, to, limit, continuation), cancellationToken);
        var items = new List<EconomicUploadRecord>(page.Rows.Count);
        foreach (var row in page.Rows)
        {
            items.Add(await RequireAsync(CerniqJson.Read<EconomicKey>(row.Body), cancellationToken));
        }

        return (items, page.Continuation);
    }

    /// <summary>How many uploads stand where.</summary>
    public async Task<EconomicStats> StatsAsync(string tenant, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, tenant, StatsRow, cancellationToken) is { } row
            ? CerniqJson.Read<EconomicStats>(row.Body)
            : new EconomicStats(0, 0, 0, 0);

    private static string DocRow(string invoiceId, EconomicUploadType type) => RowKey.Of("doc", invoiceId, type.ToString());

    private async Task<EconomicUploadRecord> ChangeAsync(
        string tenant,
        string invoiceId,
        EconomicUploadType type,
        Func<EconomicUploadRecord?, EconomicUploadRecord?> change,
        CancellationToken cancellationToken)
    {
        var rowKey = DocRow(invoiceId, type);
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            var row = await tables.GetAsync(Table, tenant, rowKey, cancellationToken);
            var before = row is null ? null : CerniqJson.Read<EconomicUploadRecord>(row.Body);
            if (change(before) is not { } changed)
            {
                return before!;
            }

            var after = changed with { UpdatedAt = clock.GetUtcNow() };
            var statsRow = await tables.GetAsync(Table, tenant, StatsRow, cancellationToken);
            var stats = statsRow is null ? new EconomicStats(0, 0, 0, 0) : CerniqJson.Read<EconomicStats>(statsRow.Body);
            var counted = stats.Without(before).With(after);
            TableOperation[] operations =
            [
                Write(rowKey, CerniqJson.Write(after), row?.ETag),
                Write(StatsRow, CerniqJson.Write(counted), statsRow?.ETag),
                Unpaid(tenant, after),
                new TableOperation.Upsert(AllRow(after), CerniqJson.Write(new EconomicKey(tenant, invoiceId, type))),
            ];
            if ((await tables.WriteAsync(Table, tenant, operations, cancellationToken)).Applied)
            {
                return after;
            }
        }

        throw new TimeoutException($"The upload of invoice {invoiceId} kept changing; the update was given up.");
    }

    private static string AllRow(EconomicUploadRecord upload) =>
        RowKey.Of("all", RowKey.Descending(upload.CreatedAt), upload.InvoiceUuid, upload.UploadType.ToString());

    private static TableOperation Unpaid(string tenant, EconomicUploadRecord upload)
    {
        var row = RowKey.Of("unpaid", upload.InvoiceUuid, upload.UploadType.ToString());
        var key = new EconomicKey(tenant, upload.InvoiceUuid, upload.UploadType);
        return upload is { Status: EconomicUploadStatus.Success, PaidAt: null, AccountingYear: { } year }
            ? new TableOperation.Upsert(row, CerniqJson.Write(new EconomicUnpaid(
                key, upload.BooksOf(key), upload.JournalNumber, year, upload.VoucherNumber, upload.BookedAt is not null, upload.MissingSince, upload.Reopened,
                upload.AttachmentUploaded ? null : upload.LastAttemptAt)))
            : new TableOperation.Delete(row);
    }

    private static TableOperation Write(string row, byte[] body, string? etag) =>
        etag is null ? new TableOperation.Insert(row, body) : new TableOperation.Replace(row, body, etag);
}

/// <summary>A voucher to look for in e-conomic.</summary>
/// <param name="Books">The tenant whose books it is in.</param>
/// <param name="Reopened">See <see cref="EconomicUploadRecord.Reopened"/>.</param>
/// <param name="LacksPdfSince">When the voucher was sent that has no PDF yet; null when it has.</param>
public sealed record EconomicUnpaid(
    EconomicKey Key, string Books, int JournalNumber, string AccountingYear, int VoucherNumber, bool IsBooked, DateTimeOffset? MissingSince, bool Reopened = false,
    DateTimeOffset? LacksPdfSince = null);

/// <summary>The source's overall statistics.</summary>
/// <param name="Retryable">Failed uploads that will be tried again by themselves.</param>
public sealed record EconomicStats(int Pending, int Success, int Failed, int Retryable)
{
    internal EconomicStats Plus(EconomicStats other) =>
        new(Pending + other.Pending, Success + other.Success, Failed + other.Failed, Retryable + other.Retryable);

    internal EconomicStats With(EconomicUploadRecord upload) => Add(upload, 1);

    internal EconomicStats Without(EconomicUploadRecord? upload) => upload is null ? this : Add(upload, -1);

    private EconomicStats Add(EconomicUploadRecord upload, int by) => upload.Status switch
    {
        EconomicUploadStatus.Pending => this with { Pending = Pending + by },
        EconomicUploadStatus.Success => this with { Success = Success + by },
        _ when !upload.NeedsPerson => this with { Failed = Failed + by, Retryable = Retryable + by },
        _ => this with { Failed = Failed + by },
    };
}
