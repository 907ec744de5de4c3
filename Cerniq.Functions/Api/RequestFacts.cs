using Microsoft.AspNetCore.Http;

namespace Cerniq.Functions.Api;

/// <summary>What is known of the request under way: who calls, under which correlation id, in which form errors are told.</summary>
public static class RequestFacts
{
    private static readonly object CallerKey = new();
    private static readonly object CorrelationKey = new();
    private static readonly object SuccessKey = new();

    /// <summary>Who calls.</summary>
    /// <exception cref="InvalidOperationException">The function is public: nobody was asked who they are.</exception>
    public static Caller Caller(this HttpRequest request) =>
        request.HttpContext.Items.TryGetValue(CallerKey, out var caller) && caller is Caller known
            ? known
            : throw new InvalidOperationException("This function is public; its caller is not known.");

    public static string CorrelationId(this HttpRequest request) => CorrelationId(request.HttpContext);

    internal static string CorrelationId(HttpContext http)
    {
        if (http.Items.TryGetValue(CorrelationKey, out var id) && id is string known)
        {
            return known;
        }

        // It is no secret: random numbers of the operating system would be dear at thousands a second.
        Span<byte> random = stackalloc byte[16];
        Random.Shared.NextBytes(random);
        var made = Convert.ToHexStringLower(random);
        http.Items[CorrelationKey] = made;
        return made;
    }

    internal static void SetCaller(HttpContext http, Caller caller) => http.Items[CallerKey] = caller;

    internal static void SetCorrelationId(HttpContext http, string id) => http.Items[CorrelationKey] = id;

    internal static void SaySuccess(HttpContext http) => http.Items[SuccessKey] = true;

    internal static bool SaysSuccess(HttpContext http) => http.Items.ContainsKey(SuccessKey);
}

/// <summary>Who calls.</summary>
/// <param name="Tenant">The tenant whose key was shown; null for the admin key.</param>
/// <param name="Name">For the audit trail: <c>admin</c> or <c>key {id}</c>.</param>
public sealed record Caller(string? Tenant, string Name)
{
    public static readonly Caller Admin = new(null, "admin");

    public bool IsAdmin => Tenant is null;

    /// <summary>True when this tenant's things are the caller's business.</summary>
    public bool MayTouch(string tenant) => IsAdmin || string.Equals(Tenant, tenant, StringComparison.Ordinal);
}
