namespace Cerniq.Functions.Services;

/// <summary>At most <paramref name="Calls"/> in any stretch of <paramref name="Window"/>.</summary>
/// <param name="Scope">What is counted together.</param>
/// <param name="OfAllTenants">True when the service counts our address and not the tenant's account.</param>
public sealed record RateLimit(string Scope, int Calls, TimeSpan Window, bool OfAllTenants = false);

/// <summary>The limits that the services publish and those of section 6.2 of the Oblio document, all of them at once, so
/// that the stricter one decides.</summary>
public static class RateLimits
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly RateLimit[] OblioDocuments = [new("documents", 30, TimeSpan.FromSeconds(100)), new("documents/h", 1000, Hour)];
    private static readonly RateLimit[] OblioAnything = [new("other", 30, TimeSpan.FromSeconds(10)), new("other/min", 120, Minute), new("other/h", 3600, Hour)];
    private static readonly RateLimit[] OblioToken = [new("token", 10, Minute), new("token/h", 100, Hour)];
    private static readonly RateLimit[] OblioSend = [new("einvoice", 30, Minute), new("einvoice/h", 500, Hour)];
    private static readonly RateLimit[] OblioClients = [new("clients", 100, Minute), new("clients/h", 2000, Hour)];
    private static readonly RateLimit[] Anaf = [new("all", 1000, Minute)];

    // A little over the published second: the service's clock counts arrivals, not departures.
    private static readonly RateLimit[] AnafRegistry = [new("registry", 1, 1.05 * Second, OfAllTenants: true)];
    private static readonly RateLimit[] Revolut = [new("all", 60, Minute)];
    private static readonly RateLimit[] Economic = [new("all", 50_000, TimeSpan.FromHours(24))];

    /// <summary>An endpoint without limits.</summary>
    internal const string NoEndpoint = "";

    public static IReadOnlyList<RateLimit> For(string service, string endpoint) => service switch
    {
        _ when endpoint == NoEndpoint => [],
        "oblio" => Oblio(endpoint),
        "anaf" => endpoint.StartsWith("PlatitorTvaRest", StringComparison.Ordinal) ? AnafRegistry : Anaf,
        "revolut" => Revolut,
        "economic" => Economic,
        _ => [],
    };

    private static RateLimit[] Oblio(string endpoint) => endpoint switch
    {
        "docs/invoice" or "docs/proforma" or "docs/notice" => OblioDocuments,
        "authorize/token" => OblioToken,
        "docs/einvoice" => [.. OblioSend, .. OblioAnything],
        "read/nomenclature/clients" => [.. OblioClients, .. OblioAnything],
        _ => OblioAnything,
    };
}
