using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Faults;

/// <summary>Something that goes wrong on purpose.</summary>
internal sealed record Fault
{
    public string Id { get; init; } = "";

    /// <summary>oblio, anaf, revolut, economic or all.</summary>
    public string Service { get; init; } = "all";

    /// <summary>Part of «METHOD /path», in any case; absent = every request of the service.</summary>
    public string? Route { get; init; }

    /// <summary>latency, status, reset-before, reset-after, html or reject.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The share of matching requests that it strikes, from 0 to 1.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>The HTTP status of kind «status».</summary>
    public int? Status { get; init; }

    /// <summary>The delay of kind «latency», in milliseconds.</summary>
    public int? Ms { get; init; }

    /// <summary>How often it strikes at most; absent = for as long as it stands.</summary>
    public int? Count { get; init; }

    /// <summary>Which of the matching requests a rate below 1 strikes: the same seed, the same ones.</summary>
    public long? Seed { get; init; }

    /// <summary>Seconds in a Retry-After header of kind «status».</summary>
    public int? RetryAfter { get; init; }

    /// <summary>How often it has struck.</summary>
    public int Fired { get; init; }

    public static Kind<Fault> Kept { get; } = new("sandbox.fault", static fault => fault.Id);

    public bool Covers(string service, string method, string path) =>
        (Service == "all" || Service.Equals(service, StringComparison.OrdinalIgnoreCase))
        && (Route is null ? Kind != "reject" || IsEffect($"{method} {path}".ToLowerInvariant()) : $"{method} {path}".Contains(Route, StringComparison.OrdinalIgnoreCase));

    /// <summary>What stops this fault from being set, or null.</summary>
    public string? Refusal() => this switch
    {
        { Service: not ("oblio" or "anaf" or "revolut" or "economic" or "all") } => "service must be oblio, anaf, revolut, economic or all",
        { Kind: not ("latency" or "status" or "reset-before" or "reset-after" or "html" or "reject") } =>
            "kind must be latency, status, reset-before, reset-after, html or reject",
        { Rate: < 0 or > 1 or double.NaN } => "rate must be from 0 to 1",
        { Kind: "status", Status: null or < 200 or > 599 } => "kind status needs a status from 200 to 599",
        { Kind: "latency", Ms: null or < 0 or > 600_000 } => "kind latency needs ms from 0 to 600000",
        { Count: <= 0 } => "count must be positive",
        { RetryAfter: < 0 } => "retryAfter must not be negative",
        _ => null,
    };

    // A refusal without a route means the business effect, not the log-in before it.
    private static bool IsEffect(string request) =>
        (request.StartsWith("post ") && (request.Contains("/rest/upload") || request.EndsWith("/pay") || request.EndsWith("/transfer") || request.EndsWith("/vouchers")))
        || (!request.StartsWith("get ") && request.Contains("/api/docs/"));
}
