namespace Cerniq.Functions.Services;

/// <summary>At most <paramref name="Calls"/> in any stretch of <paramref name="Window"/>.</summary>
public sealed record RateLimit(int Calls, TimeSpan Window);

/// <summary>Calls that are counted together.</summary>
/// <param name="Name">What they are: <c>documents</c>.</param>
/// <param name="OnTheWay">How long a call may take to arrive: so much longer than published are the windows.</param>
/// <param name="OfAllTenants">True when the service counts our address and not the tenant's account.</param>
public sealed record RateClass(string Name, IReadOnlyList<RateLimit> Limits, TimeSpan OnTheWay, bool OfAllTenants = false)
{
    /// <summary>Time between two calls that are booked ahead. A fiftieth of the strictest limit, one call at least, is left to
    /// those who cannot come back later.</summary>
    public TimeSpan Pace { get; } = Limits.Max(limit => limit.Window / Math.Max(1, limit.Calls - Math.Max(1, limit.Calls / 50)));

    /// <summary>The limits as one text: what is kept under other limits does not count.</summary>
    public string Signature { get; } = string.Join(' ', Limits.Select(limit => $"{limit.Calls}/{limit.Window.Ticks}"));

    /// <summary>How many calls are taken from the limit at a time, so that a generous one costs few writes.</summary>
    public int Block { get; } = Math.Clamp(Limits.Min(limit => limit.Calls) / 100, 1, 25);
}

/// <summary>The limits that the services publish and those of section 6.2 of the Oblio document, the stricter of both. Oblio's limit
/// on all other calls is divided among three kinds, so that none of them has to stand behind another's crowd.</summary>
public sealed class RateLimits
{
    /// <summary>An endpoint without limits.</summary>
    internal const string NoEndpoint = "";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly RateClass _documents;
    private readonly RateClass _clients;
    private readonly RateClass _einvoice;
    private readonly RateClass _other;
    private readonly RateClass _links;
    private readonly RateClass _token;
    private readonly RateClass _anaf;
    private readonly RateClass _registry;
    private readonly RateClass _revolut;
    private readonly RateClass _economic;

    /// <param name="speed">How many times shorter the windows are than published; 1 but for stand-ins whose time runs faster.</param>
    public RateLimits(double speed = 1)
    {
        RateClass Of(string name, params (int Calls, TimeSpan Window)[] limits) =>
            new(name, [.. limits.Select(limit => new RateLimit(limit.Calls, (limit.Window / speed) + OnTheWay(speed)))], OnTheWay(speed));

        _documents = Of("documents", (30, 100 * Second), (60, Minute), (1000, Hour));

        // These three come to Oblio's 30 in 10 s, and with the documents to the source's 120 a minute and 3600 an hour.
        _clients = Of("clients", (12, 10 * Second), (30, Minute), (720, Hour));
        _einvoice = Of("einvoice", (3, 10 * Second), (8, Minute), (180, Hour));
        _other = Of("other", (15, 10 * Second), (52, Minute), (1700, Hour));

        // Files behind links that carry no account: no calls of the API, so as many again.
        _links = Of("links", (30, 10 * Second), (120, Minute), (3600, Hour));
        _token = Of("token", (10, Minute), (100, Hour));
        _anaf = Of("all", (1000, Minute));

        _registry = new RateClass("registry", [new RateLimit(1, 1.05 * Second / speed)], 0.05 * Second / speed, OfAllTenants: true);
        _revolut = Of("all", (60, Minute));
        _economic = Of("all", (50_000, TimeSpan.FromHours(24)));
    }

    /// <summary>The services count arrivals, and a call may be on its way for a while: a window is longer by that much. A call that
    /// took longer counts from its answer.</summary>
    private static TimeSpan OnTheWay(double speed) => Second / Math.Min(speed, 20);

    /// <summary>What a call is counted with; null when nobody counts it.</summary>
    /// <param name="endpoint">The path without ids, as in <see cref="ServiceRequest.Endpoint"/>.</param>
    public RateClass? For(string service, string endpoint) => service switch
    {
        _ when endpoint == NoEndpoint => null,
        "oblio" => Oblio(endpoint),
        "anaf" => endpoint.StartsWith("PlatitorTvaRest", StringComparison.Ordinal) ? _registry : _anaf,
        "revolut" => _revolut,
        "economic" => _economic,
        _ => null,
    };

    private RateClass Oblio(string endpoint) => endpoint switch
    {
        "docs/invoice" or "docs/proforma" or "docs/notice" => _documents,
        "authorize/token" => _token,
        "docs/einvoice" => _einvoice,
        "read/nomenclature/clients" => _clients,
        "link/pdf" or "link/xml" => _links,
        _ => _other,
    };
}

/// <summary>Which calls the limits are kept for.</summary>
/// <param name="StandInSpeed">The stand-ins on this machine have no limits unless they are told to; then this says how many times
/// shorter their windows are than the published ones (CERNIQ_SANDBOX_LIMITS). Null: none are kept for them.</param>
public sealed record RateLimitOptions(double? StandInSpeed = null)
{
    public RateLimits Limits { get; } = new(StandInSpeed ?? 1);

    /// <summary>The endpoint to count a call under.</summary>
    internal string EndpointOf(ServiceRequest request) =>
        request.Address.IsLoopback && StandInSpeed is null ? RateLimits.NoEndpoint : request.Endpoint;
}
