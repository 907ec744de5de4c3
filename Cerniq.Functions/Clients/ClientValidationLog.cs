using Cerniq.EInvoicing.Identity;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Clients;

/// <summary>For which deal and contact a client is validated; both may be unknown.</summary>
public sealed record ValidationSubject(string? NegotiationId = null, string? ContactId = null);

/// <summary>One validation that took place.</summary>
/// <param name="ErrorCode">Why there is no result, as section 2.5 of the Oblio document names it; null when there is one.</param>
public sealed record ClientValidationEntry(
    string Cui,
    string? NegotiationId,
    string? ContactId,
    bool Success,
    DateTimeOffset ValidatedAt,
    ClientValidateResult? ValidationResult,
    string? ErrorCode = null);

/// <summary>Keeps a record of every validation. One partition per tenant: <c>all|newest first|…</c> and
/// <c>cui|digits|newest first|…</c>.</summary>
public sealed class ClientValidationLog(ITableStore tables)
{
    private const string Table = "clientvalidations";

    public Task AppendAsync(string tenant, ClientValidationEntry entry, CancellationToken cancellationToken)
    {
        var at = RowKey.Descending(entry.ValidatedAt);
        var unique = Guid.NewGuid().ToString("N");
        var body = CerniqJson.Write(entry);
        return tables.WriteAsync(
            Table,
            tenant,
            [
                new TableOperation.Upsert(RowKey.Of("all", at, unique), body),
                new TableOperation.Upsert(RowKey.Of("cui", Digits(entry.Cui), at, unique), body),
            ],
            cancellationToken);
    }

    /// <summary>Validations, newest first, of one company or of all.</summary>
    public Task<TablePage> ListAsync(string tenant, string? cui, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var prefix = cui is null ? RowKey.Prefix("all") : RowKey.Prefix("cui", Digits(cui));
        return tables.QueryAsync(Table, tenant, TableRange.StartingWith(prefix, limit, continuation), cancellationToken);
    }

    private static string Digits(string cui) => Cui.TryParse(cui, out var parsed) ? parsed.Digits : Shortened(cui.Trim());

    /// <summary>What is no code at all still gets a row, under a key that is not too long.</summary>
    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40];
}
