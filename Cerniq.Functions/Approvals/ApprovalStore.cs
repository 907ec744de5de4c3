using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Approvals;

/// <summary>Keeps what waits for a person. One partition per tenant: <c>doc|id</c>, <c>status|STATUS|newest first|id</c>,
/// <c>deal|negotiation|id</c>, and <c>untold|when|id</c> for a settlement whose consequences have not followed yet: written with
/// the settlement, so that neither can exist without the other.</summary>
public sealed class ApprovalStore(ITableStore tables, TimeProvider clock)
{
    private const string Table = "approvals";

    /// <summary>Opens a matter; opening the same one again changes nothing.</summary>
    public async Task<Approval> OpenAsync(Approval approval, CancellationToken cancellationToken)
    {
        var body = CerniqJson.Write(approval);
        var written = await tables.WriteAsync(
            Table,
            approval.Tenant,
            [
                new TableOperation.Insert(DocRow(approval.Id), body),
                new TableOperation.Upsert(StatusRow(approval), body),
                new TableOperation.Upsert(RowKey.Of("deal", approval.NegotiationId ?? "", approval.Id), CerniqJson.Write(approval.Id)),
            ],
            cancellationToken);
        return written.Applied ? approval : (await GetAsync(approval.Tenant, approval.Id, cancellationToken))!;
    }

    public async Task<Approval?> GetAsync(string tenant, string id, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, tenant, DocRow(id), cancellationToken) is { } row ? CerniqJson.Read<Approval>(row.Body) : null;

    /// <summary>Matters of one status, newest first.</summary>
    public async Task<(IReadOnlyList<Approval> Items, string? Continuation)> ListAsync(
        string tenant, ApprovalStatus status, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(
            Table, tenant, TableRange.StartingWith(RowKey.Prefix("status", status.ToString()), limit, continuation), cancellationToken);
        return ([.. page.Rows.Select(r => CerniqJson.Read<Approval>(r.Body))], page.Continuation);
    }

    /// <summary>All matters of one deal.</summary>
    public async Task<IReadOnlyList<Approval>> OfDealAsync(string tenant, string negotiationId, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(
            Table, tenant, TableRange.StartingWith(RowKey.Prefix("deal", negotiationId), 1000), cancellationToken);
        var found = new List<Approval>(page.Rows.Count);
        foreach (var row in page.Rows)
        {
            found.Add((await GetAsync(tenant, CerniqJson.Read<string>(row.Body), cancellationToken))!);
        }

        return found;
    }

    /// <summary>Settles a matter that is pending. Of two decisions at once one counts.</summary>
    /// <returns>The matter as it now is, and whether this call settled it; null when there is none.</returns>
    public async Task<(Approval Approval, bool Settled)?> SettleAsync(
        string tenant, string id, ApprovalStatus status, string decidedBy, string? comment, CancellationToken cancellationToken)
    {
        if (await tables.GetAsync(Table, tenant, DocRow(id), cancellationToken) is not { } row)
        {
            return null;
        }

        var before = CerniqJson.Read<Approval>(row.Body);
        if (before.Status != ApprovalStatus.Pending)
        {
            return (before, false);
        }

        var now = clock.GetUtcNow();
        var outcome = before.ExpiresAt <= now && status is not ApprovalStatus.Done ? ApprovalStatus.Expired : status;
        var after = before with { Status = outcome, DecidedBy = decidedBy, Comment = comment, DecidedAt = now };
        var body = CerniqJson.Write(after);
        var written = await tables.WriteAsync(
            Table,
            tenant,
            [
                new TableOperation.Replace(row.Row, body, row.ETag),
                new TableOperation.Delete(StatusRow(before)),
                new TableOperation.Upsert(StatusRow(after), body),
                new TableOperation.Insert(UntoldRow(after), CerniqJson.Write(after.Id)),
            ],
            cancellationToken);
        return written.Applied
            ? (after, outcome == status)
            : ((await GetAsync(tenant, id, cancellationToken))!, false);
    }

    /// <summary>Settlements older than this whose consequences have not followed: their process died.</summary>
    public async Task<IReadOnlyList<Approval>> UntoldAsync(string tenant, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(
            Table,
            tenant,
            new TableRange(RowKey.Prefix("untold"), RowKey.Of("untold", RowKey.Ascending(before)), 100),
            cancellationToken);
        var found = new List<Approval>(page.Rows.Count);
        foreach (var row in page.Rows)
        {
            found.Add((await GetAsync(tenant, CerniqJson.Read<string>(row.Body), cancellationToken))!);
        }

        return found;
    }

    /// <summary>The consequences have followed.</summary>
    public Task MarkToldAsync(Approval approval, CancellationToken cancellationToken) =>
        tables.WriteAsync(Table, approval.Tenant, [new TableOperation.Delete(UntoldRow(approval))], cancellationToken);

    private static string UntoldRow(Approval approval) =>
        RowKey.Of("untold", RowKey.Ascending(approval.DecidedAt!.Value), approval.Id);

    private static string DocRow(string id) => RowKey.Of("doc", id);

    private static string StatusRow(Approval approval) =>
        RowKey.Of("status", approval.Status.ToString(), RowKey.Descending(approval.CreatedAt), approval.Id);
}
