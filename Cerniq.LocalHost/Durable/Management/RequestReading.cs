using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Management;

/// <summary>Reads what callers of the management API send.</summary>
internal static class RequestReading
{
    /// <summary>Reads the body and makes sure it is JSON.</summary>
    /// <returns>The body as it came; null when empty.</returns>
    /// <exception cref="BadManagementRequestException">It is not JSON.</exception>
    public static async Task<string?> JsonBodyAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        if (string.IsNullOrWhiteSpace(body))
        {
            return null;
        }

        try
        {
            using var parsed = JsonDocument.Parse(body);
            return body;
        }
        catch (JsonException broken)
        {
            throw new BadManagementRequestException($"The body is not valid JSON: {broken.Message}");
        }
    }

    /// <summary>An encoded slash stays encoded in a route's values; in an id or a name it is a slash. What was an encoded percent
    /// sign before 2F looks the same there, so the address as it came is looked at.</summary>
    public static void DecodeSlashes(EndpointFilterInvocationContext context)
    {
        for (var i = 0; i < context.Arguments.Count; i++)
        {
            if (context.Arguments[i] is string value && value.Contains("%2F", StringComparison.OrdinalIgnoreCase))
            {
                context.Arguments[i] = Segments(context.HttpContext)
                    .FirstOrDefault(segment => Kept(segment).Equals(value, StringComparison.OrdinalIgnoreCase)) is { } found
                    ? Uri.UnescapeDataString(found)
                    : value;
            }
        }
    }

    private static string[] Segments(HttpContext http) =>
        http.Features.Get<IHttpRequestFeature>()?.RawTarget.Split('?')[0].Split('/') ?? [];

    /// <summary>What the address ended in as it came; null when that cannot be told.</summary>
    public static string? LastSegment(HttpRequest request) =>
        Segments(request.HttpContext) is [.., var last] ? Uri.UnescapeDataString(last) : null;

    /// <summary>A segment as routes see it.</summary>
    private static string Kept(string segment) =>
        Uri.UnescapeDataString(segment.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase));

    public static bool Flag(HttpRequest request, string name, bool otherwise) =>
        bool.TryParse(request.Query[name], out var value) ? value : otherwise;

    public static TimeSpan? Seconds(HttpRequest request, string name) =>
        double.TryParse(request.Query[name], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0
            ? TimeSpan.FromSeconds(Math.Min(value, TimeSpan.FromDays(1).TotalSeconds))
            : null;

    public static int? Number(HttpRequest request, string name) =>
        int.TryParse(request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    public static DateTimeOffset? Time(HttpRequest request, string name)
    {
        string? text = request.Query[name];
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value)
            ? value
            : throw new BadManagementRequestException($"{name} is not a time: '{text}'.");
    }

    /// <summary><c>waitingLongerThan</c> (seconds) and <c>waitingFor</c> (a comma-separated list of kinds); null when neither is asked.</summary>
    public static WaitFilter? Waiting(HttpRequest request)
    {
        var seconds = request.Query["waitingLongerThan"].ToString().Trim();
        var kinds = Names(request, "waitingFor");
        if (seconds.Length == 0 && kinds.Length == 0)
        {
            return null;
        }

        if (Array.Find(kinds, kind => !WaitFilter.Kinds.Contains(kind)) is { } unknown)
        {
            throw new BadManagementRequestException($"'{unknown}' is nothing to wait for; waitingFor is of {string.Join(", ", WaitFilter.Kinds.Order(StringComparer.Ordinal))}.");
        }

        return new WaitFilter(seconds.Length == 0 ? TimeSpan.Zero : LongWait(seconds), kinds.Length == 0 ? null : [.. kinds]);
    }

    private static TimeSpan LongWait(string seconds)
    {
        const int longest = 3650 * 24 * 3600;
        return int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= longest
            ? TimeSpan.FromSeconds(value)
            : throw new BadManagementRequestException($"waitingLongerThan is a number of seconds up to {longest}, not '{seconds}'.");
    }

    private static string[] Names(HttpRequest request, string name) =>
    [
        .. request.Query[name].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
    ];

    /// <summary>A comma-separated list of status names; null when there is none.</summary>
    public static IReadOnlyList<OrchestrationRuntimeStatus>? Statuses(HttpRequest request)
    {
        var names = Names(request, "runtimeStatus");
        return names.Length == 0 ? null : Array.ConvertAll(names, name =>
            Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status)
                ? status
                : throw new BadManagementRequestException($"'{name}' is not an orchestration status."));
    }

    /// <summary>Scheme and authority as the caller reached the host, through the proxies that say so.</summary>
    public static string BaseUrl(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return BaseUrl(name => request.Headers[name].ToString(), request.Scheme, request.Host.Value ?? "");
    }

    /// <summary>Scheme and authority as the caller reached the host.</summary>
    /// <param name="header">Gives a header of the request; empty when there is none.</param>
    /// <param name="scheme">As it reached the host itself.</param>
    /// <param name="authority">As it reached the host itself.</param>
    public static string BaseUrl(Func<string, string> header, string scheme, string authority)
    {
        var (proto, host) = Forwarded(header("Forwarded"));
        proto ??= First(header("X-Forwarded-Proto")) ?? scheme;
        host ??= First(header("X-Forwarded-Host")) ?? authority;
        return $"{proto}://{host}";
    }

    private static (string? Scheme, string? Host) Forwarded(string header)
    {
        string? Part(string name) => header.Split(',')[0].Split(';', StringSplitOptions.TrimEntries)
            .Where(part => part.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))
            .Select(part => part[(name.Length + 1)..].Trim('"'))
            .FirstOrDefault(value => value.Length > 0);
        return (Part("proto"), Part("host"));
    }

    private static string? First(string header) => header.Split(',')[0].Trim() is { Length: > 0 } value ? value : null;
}

/// <summary>The caller sent something the management API refuses with 400.</summary>
internal sealed class BadManagementRequestException(string message) : Exception(message);
