using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Anaf;

/// <summary>Keeps ANAF's published daily quotas before a call is made: per tenant, CUI, endpoint and message, in the store, so
/// that all workers share them and a restart forgets nothing.</summary>
/// <remarks>A day is one of Romania's. Partition <c>tenant</c>; rows <c>day|cui|endpoint|message</c>.</remarks>
/// <param name="alerts">Told when a quota is nearly used; null where nobody listens.</param>
/// <param name="metrics">Shown what is left; null where nobody looks.</param>
public sealed class AnafQuotas(ITableStore tables, TimeProvider clock, AnafQuotaAlerts? alerts = null, AnafMetrics? metrics = null)
{
    /// <summary>Buyers' messages are the only uploads that are counted.</summary>
    internal const string Messages = "upload RASP";

    private const string Table = "anafquotas";
    private const int OldRows = 100;

    private static readonly AnafQuota[] All =
    [
        new("stareMesaj", 100, PerMessage: true),
        new("descarcare", 10, PerMessage: true),
        new("listaMesajeFactura", 1500, PerMessage: false),
        new("listaMesajePaginatieFactura", 100_000, PerMessage: false),
        new(Messages, 1000, PerMessage: false),
    ];

    /// <summary>Counts a call that is about to be made.</summary>
    /// <param name="message">The upload or download it asks about; empty where the quota is not per message.</param>
    /// <exception cref="ServiceUnavailableException">The day's calls are used up; it says until when.</exception>
    public async Task TakeAsync(string tenant, string cui, string endpoint, string message, CancellationToken cancellationToken)
    {
        if (Array.Find(All, quota => quota.Endpoint == endpoint) is not { } limit)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var row = RowKey.Of(Day(now), cui, endpoint, limit.PerMessage ? message : "");
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            var known = await tables.GetAsync(Table, tenant, row, cancellationToken);
            var used = known is null ? 0 : CerniqJson.Read<AnafQuotaUse>(known.Body).Used;
            if (used >= limit.Calls)
            {
                throw ServiceException.For(UsedUp(endpoint, limit, now));
            }

            var use = new AnafQuotaUse(endpoint, limit.PerMessage ? message : null, used + 1, limit.Calls);
            var body = CerniqJson.Write(use);
            TableOperation take = known is null ? new TableOperation.Insert(row, body) : new TableOperation.Replace(row, body, known.ETag);
            if ((await tables.WriteAsync(Table, tenant, [take], cancellationToken)).Applied)
            {
                metrics?.ShowQuota(tenant, cui, endpoint, use.Left);
                await (alerts?.LookAsync(tenant, use, cancellationToken) ?? Task.CompletedTask);
                return;
            }
        }

        throw new TimeoutException($"ANAF's quota of {endpoint} kept changing.");
    }

    /// <summary>Every endpoint that has a quota, also those that were not called today.</summary>
    public async Task<IReadOnlyList<AnafEndpointQuota>> EndpointsAsync(string tenant, string cui, CancellationToken cancellationToken)
    {
        var endpoints = new List<AnafEndpointQuota>(All.Length);
        foreach (var quota in All)
        {
            var row = quota.PerMessage ? null : await tables.GetAsync(Table, tenant, RowKey.Of(Day(clock.GetUtcNow()), cui, quota.Endpoint, ""), cancellationToken);
            var used = row is null ? 0 : CerniqJson.Read<AnafQuotaUse>(row.Body).Used;
            endpoints.Add(new AnafEndpointQuota(quota.Endpoint, quota.PerMessage ? "message" : "cui", quota.Calls, quota.Calls - used));
        }

        return endpoints;
    }

    /// <summary>What was used today, a page at a time; endpoints and messages that were not asked for are not among them.</summary>
    public async Task<(IReadOnlyList<AnafQuotaUse> Uses, string? Continuation)> TodayAsync(
        string tenant, string cui, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var prefix = RowKey.Prefix(Day(clock.GetUtcNow()), cui);
        var page = await tables.QueryAsync(Table, tenant, TableRange.StartingWith(prefix, limit, continuation), cancellationToken);
        return ([.. page.Rows.Select(row => CerniqJson.Read<AnafQuotaUse>(row.Body))], page.Continuation);
    }

    /// <summary>Shows what the company has left, also of what was not called today.</summary>
    public async Task ShowAsync(string tenant, string cui, CancellationToken cancellationToken)
    {
        foreach (var quota in await EndpointsAsync(tenant, cui, cancellationToken))
        {
            metrics?.ShowQuota(tenant, cui, quota.Endpoint, quota.Left);
        }
    }

    /// <summary>Forgets the counts of days gone by, and what was told of them.</summary>
    public async Task ForgetOldAsync(string tenant, CancellationToken cancellationToken)
    {
        var before = RowKey.Of(Day(clock.GetUtcNow()));
        while (true)
        {
            var page = await tables.QueryAsync(Table, tenant, new TableRange(null, before, OldRows), cancellationToken);
            if (page.Rows.Count == 0)
            {
                return;
            }

            foreach (var row in page.Rows)
            {
                await (alerts?.OverAsync(tenant, CerniqJson.Read<AnafQuotaUse>(row.Body), cancellationToken) ?? Task.CompletedTask);
            }

            await tables.WriteAsync(Table, tenant, [.. page.Rows.Select(TableOperation (row) => new TableOperation.Delete(row.Row))], cancellationToken);
        }
    }

    private static ServiceFault UsedUp(string endpoint, AnafQuota limit, DateTimeOffset now) => new(
        "anaf",
        $"GET {endpoint}",
        FaultKind.RateLimit,
        $"ANAF's {limit.Calls} calls of {endpoint} a day are used up{(limit.PerMessage ? " for this message" : "")}.",
        Ambiguous: false,
        RetryAfter: AnafTime.UntilMidnight(now));

    private static string Day(DateTimeOffset now) => AnafTime.DayOf(now).ToString("yyyy-MM-dd");

    private sealed record AnafQuota(string Endpoint, int Calls, bool PerMessage);
}

/// <summary>How much of a day's quota is used.</summary>
/// <param name="Message">The upload or download it counts for; null when it counts for the company.</param>
public sealed record AnafQuotaUse(string Endpoint, string? Message, int Used, int Limit)
{
    public int Left => Limit - Used;
}

/// <summary>One of ANAF's daily quotas.</summary>
/// <param name="Per"><c>cui</c>, or <c>message</c>: each upload or download has its own.</param>
/// <param name="Left">What the company has left today; per message, what one has that was not asked about today.</param>
public sealed record AnafEndpointQuota(string Endpoint, string Per, int Limit, int Left);
