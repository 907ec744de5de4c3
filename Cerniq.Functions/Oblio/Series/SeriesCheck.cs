using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Oblio.Series;

/// <summary>Looks whether the invoice series are without holes, and whether Oblio and we have the same in them.</summary>
public sealed class SeriesCheck(
    InvoiceStore invoices, OblioClients clients, TenantConnections connections, Alerts alerts, ITableStore tables, TimeProvider clock)
{
    private const string Table = "seriesreports";
    private const int MostSeries = 100;
    private static readonly TimeSpan LooksBack = TimeSpan.FromDays(62);

    /// <summary>Checks every series that we have issued invoices in, keeps the reports, and raises or resolves alerts.</summary>
    /// <exception cref="Services.ServiceException">Oblio did not answer.</exception>
    public async Task<IReadOnlyList<SeriesReport>> RunAsync(string tenant, CancellationToken cancellationToken)
    {
        var client = clients.For(tenant, await connections.OblioAsync(tenant, cancellationToken));
        var since = RomanianTime.Today(clock).AddDays(-LooksBack.Days);
        var reports = new List<SeriesReport>();
        foreach (var series in await invoices.SeriesAsync(tenant, cancellationToken))
        {
            var entries = await EntriesAsync(tenant, client, series, since, cancellationToken);
            var report = SeriesComparison.Report(series, since, clock.GetUtcNow(), entries);
            await tables.WriteAsync(
                Table, tenant, [new TableOperation.Upsert(RowKey.Of("series", series), CerniqJson.Write(report))], cancellationToken);
            await TellAsync(tenant, report, cancellationToken);
            reports.Add(report);
        }

        return reports;
    }

    /// <summary>The latest report of each series.</summary>
    public async Task<IReadOnlyList<SeriesReport>> LatestAsync(string tenant, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(Table, tenant, TableRange.StartingWith(RowKey.Prefix("series"), MostSeries), cancellationToken);
        return [.. page.Rows.Select(row => CerniqJson.Read<SeriesReport>(row.Body))];
    }

    /// <summary>Our numbers are read first: what is issued meanwhile is at most unknown to us, and never missing there.</summary>
    private async Task<List<SeriesEntry>> EntriesAsync(
        string tenant, OblioClient client, string series, DateOnly since, CancellationToken cancellationToken)
    {
        var ours = await invoices.NumbersAsync(tenant, series, cancellationToken);
        var entries = new List<SeriesEntry>();
        var filter = new OblioListFilter { SeriesName = series, IssuedAfter = since };
        await foreach (var listed in client.ListDocumentsAsync(OblioDocumentType.Invoice, filter, cancellationToken))
        {
            // The filter is the service's; whatever it gave besides does not belong here.
            if (listed.Draft == true || !string.Equals(listed.SeriesName, series, StringComparison.Ordinal))
            {
                continue;
            }

            var number = OblioNumber.Parse(listed.Number);
            ours.Remove(number);
            var record = await invoices.FindByNumberAsync(tenant, series + listed.Number, cancellationToken);
            entries.Add(new SeriesEntry(number, record, listed.Total, listed.Canceled == true, IsAtOblio: true));
        }

        foreach (var number in ours)
        {
            if (await invoices.FindByNumberAsync(tenant, $"{series}{number}", cancellationToken) is { } record && record.IssueDate > since)
            {
                entries.Add(new SeriesEntry(number, record, OblioTotal: null, OblioCanceled: false, IsAtOblio: false));
            }
        }

        return [.. entries.DistinctBy(entry => entry.Number)];
    }

    private async Task TellAsync(string tenant, SeriesReport report, CancellationToken cancellationToken)
    {
        var key = $"series/{report.SeriesName}";
        if (report.IsWhole)
        {
            await alerts.ResolveAsync(tenant, key, cancellationToken);
            return;
        }

        await alerts.RaiseAsync(
            tenant,
            new AlertNotice(
                key, AlertKind.SeriesGap, AlertSeverity.Critical, $"Series {report.SeriesName} is not as it must be", Words(report), $"series/{report.SeriesName}")
            {
                Facts = AlertFacts.Of(
                    ("series", report.SeriesName),
                    ("holes", Shown(report.Holes)),
                    ("missing", Shown(report.MissingAtOblio)),
                    ("canceled", Shown(report.CanceledAtOblio)),
                    ("differing", Shown([.. report.Differing.Select(differing => differing.Number)]))),
            },
            cancellationToken);
    }

    private static string Words(SeriesReport report)
    {
        var words = new List<string>();
        Say(words, report.Holes, "numbers that no document has");
        Say(words, report.MissingAtOblio, "invoices of ours that Oblio does not have");
        Say(words, report.CanceledAtOblio, "invoices made void at Oblio that are valid here");
        Say(words, [.. report.Differing.Select(differing => differing.Number)], "invoices with another total at Oblio");
        return $"{string.Join("; ", words)}. Look at them in Oblio: numbers must follow one another without holes.";
    }

    private static void Say(List<string> words, IReadOnlyList<long> numbers, string what)
    {
        if (numbers.Count > 0)
        {
            words.Add($"{what}: {Shown(numbers)}");
        }
    }

    private static string Shown(IReadOnlyList<long> numbers)
    {
        const int shown = 10;
        return $"{string.Join(", ", numbers.Take(shown))}{(numbers.Count > shown ? $" (+{numbers.Count - shown})" : "")}";
    }
}
