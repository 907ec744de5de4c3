using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Oblio;

/// <summary>Keeps issued invoices and finds them by id, by number and, where open, by age.</summary>
/// <remarks>One partition per tenant: <c>doc|id</c>, <c>number|normalised</c>, <c>open|issue date|id</c>, <c>issued|issue date|id</c>, <c>series|name</c>. The partition
/// <c>*owner</c> tells whose an id is, for the routes whose path names no tenant.</remarks>
public sealed class InvoiceStore(ITableStore tables)
{
    private const string Table = "invoices";
    private const string Owners = "*owner";

    /// <summary>Stores a new invoice; storing the same one again changes nothing.</summary>
    /// <returns>True when it was new.</returns>
    public async Task<bool> AddAsync(InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        var owner = new InvoiceOwner(invoice.Tenant, invoice.InvoiceId);
        await tables.WriteAsync(
            Table, Owners, [new TableOperation.Upsert(RowKey.Of(invoice.InvoiceId), CerniqJson.Write(owner))], cancellationToken);
        var written = await tables.WriteAsync(
            Table,
            invoice.Tenant,
            [
                new TableOperation.Insert(DocRow(invoice.InvoiceId), CerniqJson.Write(invoice)),
                new TableOperation.Upsert(NumberRow(invoice.SeriesName + invoice.NumberText), CerniqJson.Write(owner)),
                OpennessOf(invoice),
                new TableOperation.Upsert(RowKey.Of("issued", Day(invoice.IssueDate), invoice.InvoiceId), CerniqJson.Write(owner)),
                new TableOperation.Upsert(RowKey.Of("series", invoice.SeriesName), CerniqJson.Write(invoice.SeriesName)),
            ],
            cancellationToken);
        return written.Applied;
    }

    public async Task<InvoiceRecord?> GetAsync(string tenant, string invoiceId, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, tenant, DocRow(invoiceId), cancellationToken) is { } row
            ? CerniqJson.Read<InvoiceRecord>(row.Body)
            : null;

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task<InvoiceRecord> RequireAsync(string tenant, string invoiceId, CancellationToken cancellationToken) =>
        await GetAsync(tenant, invoiceId, cancellationToken) ?? throw new InvalidOperationException($"There is no invoice {invoiceId}.");

    /// <summary>Whose invoice this is, or null when there is none.</summary>
    public async Task<string?> OwnerAsync(string invoiceId, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, Owners, RowKey.Of(invoiceId), cancellationToken) is { } row
            ? CerniqJson.Read<InvoiceOwner>(row.Body).Tenant
            : null;

    /// <summary>Finds an invoice by series and number, however they are written: <c>FCT-0053</c>, <c>fct 53</c>, <c>FCT0053</c>.</summary>
    public async Task<InvoiceRecord?> FindByNumberAsync(string tenant, string written, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, tenant, NumberRow(written), cancellationToken) is { } row
            ? await GetAsync(tenant, CerniqJson.Read<InvoiceOwner>(row.Body).InvoiceId, cancellationToken)
            : null;

    /// <summary>The series that invoices have been issued in.</summary>
    public async Task<IReadOnlyList<string>> SeriesAsync(string tenant, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(Table, tenant, TableRange.StartingWith(RowKey.Prefix("series"), 100), cancellationToken);
        return [.. page.Rows.Select(r => CerniqJson.Read<string>(r.Body))];
    }

    /// <summary>The numbers of the invoices that were issued in a series.</summary>
    public async Task<HashSet<long>> NumbersAsync(string tenant, string series, CancellationToken cancellationToken)
    {
        const int page = 1000;
        var prefix = RowKey.Of("number", NormaliseNumber(series));
        var numbers = new HashSet<long>();
        string? continuation = null;
        do
        {
            var found = await tables.QueryAsync(Table, tenant, TableRange.StartingWith(prefix, page, continuation), cancellationToken);

            // Another series may begin with the same letters; its rows have more than digits behind them.
            numbers.UnionWith(found.Rows.Select(row => row.Row[prefix.Length..]).Where(rest => rest.All(char.IsAsciiDigit) && rest.Length is > 0 and < 19).Select(long.Parse));
            continuation = found.Continuation;
        }
        while (continuation is not null);
        return numbers;
    }

    /// <summary>Open invoices, oldest first.</summary>
    public async Task<(IReadOnlyList<InvoiceRecord> Items, string? Continuation)> OpenAsync(
        string tenant, int limit, string? continuation, CancellationToken cancellationToken) =>
        await ReadAsync(tenant, TableRange.StartingWith(RowKey.Prefix("open"), limit, continuation), cancellationToken);

    /// <summary>Invoices and stornos issued on some days, oldest first.</summary>
    public Task<(IReadOnlyList<InvoiceRecord> Items, string? Continuation)> IssuedAsync(
        string tenant, DateOnly first, DateOnly last, int limit, string? continuation, CancellationToken cancellationToken) =>
        ReadAsync(
            tenant,
            new TableRange(RowKey.Prefix("issued", Day(first)), RowKey.Of("issued", Day(last)) + (char)('|' + 1), limit, continuation),
            cancellationToken);

    /// <summary>Changes an invoice; it stays in the list of open ones until it is paid in full or cancelled.</summary>
    /// <param name="change">Returns null to leave it as it is.</param>
    public async Task<InvoiceRecord> UpdateAsync(
        string tenant, string invoiceId, Func<InvoiceRecord, InvoiceRecord?> change, CancellationToken cancellationToken)
    {
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            var row = await tables.GetAsync(Table, tenant, DocRow(invoiceId), cancellationToken)
                ?? throw new InvalidOperationException($"There is no invoice {invoiceId}.");
            var before = CerniqJson.Read<InvoiceRecord>(row.Body);
            if (change(before) is not { } after)
            {
                return before;
            }

            var written = await tables.WriteAsync(
                Table,
                tenant,
                [new TableOperation.Replace(row.Row, CerniqJson.Write(after), row.ETag), OpennessOf(after)],
                cancellationToken);
            if (written.Applied)
            {
                return after;
            }
        }

        throw new TimeoutException($"Invoice {invoiceId} kept changing; the update was given up.");
    }

    /// <summary>Letters and digits only, upper case, without the zeros a number begins with: <c>FCT-0053</c> becomes <c>FCT53</c>.</summary>
    public static string NormaliseNumber(string written)
    {
        Span<char> kept = stackalloc char[Math.Min(written.Length, 128)];
        var length = 0;
        var inNumber = false; // past a digit that counts, with nothing but digits since
        foreach (var c in written.AsSpan(0, kept.Length))
        {
            if (char.IsAsciiLetterOrDigit(c) && (c != '0' || inNumber))
            {
                kept[length++] = char.ToUpperInvariant(c);
            }

            inNumber = char.IsAsciiDigit(c) && (inNumber || c != '0');
        }

        return new string(kept[..length]);
    }

    private static TableOperation OpennessOf(InvoiceRecord invoice) => invoice.OpenAmount > 0
        ? new TableOperation.Upsert(OpenRow(invoice), CerniqJson.Write(new InvoiceOwner(invoice.Tenant, invoice.InvoiceId)))
        : new TableOperation.Delete(OpenRow(invoice));

    private static string DocRow(string id) => RowKey.Of("doc", id);

    private static string NumberRow(string written) => RowKey.Of("number", NormaliseNumber(written));

    private static string OpenRow(InvoiceRecord invoice) =>
        RowKey.Of("open", Day(invoice.IssueDate), invoice.InvoiceId);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<(IReadOnlyList<InvoiceRecord> Items, string? Continuation)> ReadAsync(
        string tenant, TableRange range, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(Table, tenant, range, cancellationToken);
        var items = new List<InvoiceRecord>(page.Rows.Count);
        foreach (var row in page.Rows)
        {
            items.Add(await RequireAsync(tenant, CerniqJson.Read<InvoiceOwner>(row.Body).InvoiceId, cancellationToken));
        }

        return (items, page.Continuation);
    }

    private sealed record InvoiceOwner(string Tenant, string InvoiceId);
}
