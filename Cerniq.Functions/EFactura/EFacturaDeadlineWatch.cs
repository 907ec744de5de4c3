using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Calls a person when an invoice's last day to be filed is near and ANAF has not accepted it.</summary>
public sealed class EFacturaDeadlineWatch(EFacturaLists lists, TenantDirectory tenants, EFacturaAlerts alerts, TimeProvider clock)
{
    /// <summary>So many days before the last one it is told; from <see cref="CriticalDays"/> on it is critical.</summary>
    internal const int DaysAhead = 3;

    internal const int CriticalDays = 1;

    [Function(nameof(EFacturaDeadlineWatch))]
    public async Task RunAsync([TimerTrigger("0 10 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            await LookAsync(tenant, cancellationToken);
        }
    }

    internal async Task LookAsync(string tenant, CancellationToken cancellationToken)
    {
        var today = RomanianDay.Of(clock.GetUtcNow());
        await foreach (var entry in lists.UnfiledAsync(tenant, today.AddDays(DaysAhead), cancellationToken))
        {
            await alerts.DeadlineAsync(tenant, entry, entry.Deadline.DayNumber - today.DayNumber, cancellationToken);
        }
    }
}

/// <summary>The calendar day in Romania, where deadlines end at midnight.</summary>
internal static class RomanianDay
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Bucharest");

    public static DateOnly Of(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);
}
