using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Services;

/// <summary>What is kept of one class of calls of one tenant.</summary>
/// <param name="Limits">Under which the calls were counted.</param>
/// <param name="Calls">See <see cref="CallLog"/>.</param>
/// <param name="Tail">The last turn that was booked.</param>
internal sealed record ClassRow(string Limits, IReadOnlyList<long[]> Calls, DateTimeOffset Tail);

/// <summary>A turn that somebody has booked.</summary>
internal sealed record TurnRow(DateTimeOffset At);

/// <summary>Where calls and turns are kept: one partition per tenant, and <c>*all</c> for limits that all tenants share.</summary>
internal static class TurnRows
{
    public const string Table = "ratelimits";
    public const string AllTenants = "*all";

    public static string PartitionOf(RateClass of, string tenant) => of.OfAllTenants ? AllTenants : tenant;

    public static string Class(string service, RateClass of) => RowKey.Of("class", service, of.Name);

    public static string Turn(string holder, string service, RateClass of) => RowKey.Of("turn", holder, service, of.Name);

    public static string TurnsOf(string holder) => RowKey.Prefix("turn", holder);

    public static string Pause(string service) => RowKey.Of("pause", service);
}
