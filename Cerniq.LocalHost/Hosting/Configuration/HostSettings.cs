using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Cerniq.LocalHost.Hosting.Configuration;

/// <summary>What host.json says, with its documented defaults.</summary>
internal sealed class HostSettings
{
    private static readonly TimeSpan DefaultFunctionTimeout = TimeSpan.FromMinutes(30);

    private readonly IConfiguration _source;

    public HostSettings(IConfiguration source)
    {
        _source = source;
        var version = source["version"];
        if (version is not (null or "2.0"))
        {
            throw new HostConfigurationException($"host.json: version must be \"2.0\", not \"{version}\".");
        }

        if (bool.TryParse(source["extensions:serviceBus:autoCompleteMessages"], out var completes) && !completes)
        {
            throw new HostConfigurationException(
                "host.json: extensions:serviceBus:autoCompleteMessages must be true: functions do not settle messages themselves here.");
        }

        RoutePrefix = (source["extensions:http:routePrefix"] ?? "api").Trim('/');
        FunctionTimeout = ReadFunctionTimeout(source["functionTimeout"]);
        MaxConcurrentRequests = Number("extensions:http:maxConcurrentRequests", -1);
        MaxOutstandingRequests = Number("extensions:http:maxOutstandingRequests", -1);
        Queues = new QueueSettings(
            MaxConcurrentCalls: Number("extensions:serviceBus:maxConcurrentCalls", 16),
            MaxAutoLockRenewal: Duration("extensions:serviceBus:maxAutoLockRenewalDuration", TimeSpan.FromMinutes(5)));
    }

    /// <summary>The whole file, for parts that read their own section.</summary>
    public IConfiguration Source => _source;

    /// <summary>Stands before every HTTP function's route, without slashes; may be empty.</summary>
    public string RoutePrefix { get; }

    /// <summary>After this an invocation is cancelled; null never.</summary>
    public TimeSpan? FunctionTimeout { get; }

    /// <summary>HTTP functions running at once; -1 without limit.</summary>
    public int MaxConcurrentRequests { get; }

    /// <summary>HTTP requests running and waiting; more are answered 429; -1 without limit.</summary>
    public int MaxOutstandingRequests { get; }

    /// <summary>The queue triggers' settings.</summary>
    public QueueSettings Queues { get; }

    /// <summary>A whole number, such as "extensions:durableTask:maxConcurrentActivityFunctions".</summary>
    public int Number(string key, int fallback) =>
        _source[key] switch
        {
            null or "" => fallback,
            var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            var text => throw new HostConfigurationException($"host.json: {key} must be a whole number, not \"{text}\"."),
        };

    /// <summary>A duration "hh:mm:ss".</summary>
    public TimeSpan Duration(string key, TimeSpan fallback) =>
        _source[key] switch
        {
            null or "" => fallback,
            var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) => duration,
            var text => throw new HostConfigurationException($"host.json: {key} must be a duration hh:mm:ss, not \"{text}\"."),
        };

    private TimeSpan? ReadFunctionTimeout(string? text) =>
        string.Equals(text, "-1", StringComparison.Ordinal) ? null : Duration("functionTimeout", DefaultFunctionTimeout);
}

/// <summary>How queue triggers receive.</summary>
/// <param name="MaxConcurrentCalls">Messages of one function in work at once.</param>
/// <param name="MaxAutoLockRenewal">How long the lock of a message in work is renewed.</param>
internal sealed record QueueSettings(int MaxConcurrentCalls, TimeSpan MaxAutoLockRenewal);
