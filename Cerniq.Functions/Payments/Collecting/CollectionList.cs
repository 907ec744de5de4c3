using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Payments.Collecting;

/// <summary>Which payments Oblio must be told about, and what it has been told: rows <c>collect|payment</c> and
/// <c>collected|payment|invoice</c> of the payments' partition. The first is written together with every change of a payment's
/// matches, so that none is forgotten.</summary>
public sealed class CollectionList(ITableStore tables)
{
    private const int PageSize = 100;

    /// <summary>Puts a payment on the list, or on it again.</summary>
    internal static TableOperation Put(string paymentId) =>
        new TableOperation.Upsert(DueRow(paymentId), CerniqJson.Write(new CollectionDue(paymentId, 0, DateTimeOffset.MinValue)));

    /// <summary>A page of the list.</summary>
    public async Task<(IReadOnlyList<ListedCollection> Items, string? Continuation)> PageAsync(
        string tenant, string? continuation, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(
            PaymentStore.Table, tenant, TableRange.StartingWith(RowKey.Prefix("collect"), PageSize, continuation), cancellationToken);
        return ([.. page.Rows.Select(row => new ListedCollection(CerniqJson.Read<CollectionDue>(row.Body), row.ETag))], page.Continuation);
    }

    /// <summary>Takes a payment off the list, unless its matches have changed meanwhile.</summary>
    public Task TakeOffAsync(string tenant, ListedCollection done, CancellationToken cancellationToken) =>
        tables.WriteAsync(
            PaymentStore.Table, tenant, [new TableOperation.Delete(DueRow(done.Due.PaymentId), done.ETag)], cancellationToken);

    /// <summary>Takes payments off the list, whatever has become of them.</summary>
    public Task ForgetAsync(string tenant, IReadOnlyList<ListedCollection> unwanted, CancellationToken cancellationToken) =>
        tables.WriteAsync(
            PaymentStore.Table, tenant, [.. unwanted.Select(one => new TableOperation.Delete(DueRow(one.Due.PaymentId)))], cancellationToken);

    /// <summary>Keeps a payment on the list for later, unless its matches have changed meanwhile: then it is due at once.</summary>
    public Task PostponeAsync(string tenant, ListedCollection waiting, DateTimeOffset until, CancellationToken cancellationToken) =>
        tables.WriteAsync(
            PaymentStore.Table,
            tenant,
            [
                new TableOperation.Replace(
                    DueRow(waiting.Due.PaymentId),
                    CerniqJson.Write(waiting.Due with { Attempts = waiting.Due.Attempts + 1, NotBefore = until }),
                    waiting.ETag),
            ],
            cancellationToken);

    /// <summary>What Oblio has of a payment, invoice by invoice.</summary>
    public async Task<IReadOnlyList<CollectedPayment>> CollectedAsync(string tenant, string paymentId, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(
            PaymentStore.Table, tenant, TableRange.StartingWith(RowKey.Prefix("collected", paymentId), 1000), cancellationToken);
        return [.. page.Rows.Select(row => CerniqJson.Read<CollectedPayment>(row.Body))];
    }

    /// <summary>Oblio has it.</summary>
    public Task NoteAsync(string tenant, string paymentId, CollectedPayment collected, CancellationToken cancellationToken) =>
        tables.WriteAsync(
            PaymentStore.Table,
            tenant,
            [new TableOperation.Upsert(RowKey.Of("collected", paymentId, collected.InvoiceId), CerniqJson.Write(collected))],
            cancellationToken);

    private static string DueRow(string paymentId) => RowKey.Of("collect", paymentId);
}

/// <summary>A payment that Oblio must be told about.</summary>
/// <param name="Attempts">How often it was tried in vain.</param>
public sealed record CollectionDue(string PaymentId, int Attempts, DateTimeOffset NotBefore);

/// <param name="ETag">Of its place on the list.</param>
public sealed record ListedCollection(CollectionDue Due, string ETag);

/// <summary>What Oblio shows as collected of an invoice by one payment.</summary>
/// <param name="Amount">In the invoice's currency.</param>
/// <param name="DocumentNumber">The number the payment has there, by which it is found again.</param>
public sealed record CollectedPayment(string InvoiceId, decimal Amount, string DocumentNumber);
