using System.Diagnostics;
using Cerniq.Functions.Storage;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Operations;

/// <summary>Looks at one thing the app cannot do without.</summary>
public interface IHealthProbe
{
    string Name { get; }

    /// <summary>Looks. Throwing means that it is not well.</summary>
    Task<ProbeResult> CheckAsync(CancellationToken cancellationToken);
}

/// <param name="Detail">For anyone to read: no address, no secret.</param>
public sealed record ProbeResult(bool IsGood, string? Detail)
{
    public static ProbeResult Good(string? detail = null) => new(true, detail);

    public static ProbeResult Bad(string detail) => new(false, detail);
}

/// <param name="Status"><c>ok</c> or <c>failed</c>.</param>
public sealed record HealthReport(string Status, string Version, long UptimeSeconds, IReadOnlyList<HealthCheck> Checks)
{
    internal bool IsGood => Status == HealthCheck.Ok;
}

public sealed record HealthCheck(string Name, string Status, string? Detail, double Ms)
{
    internal const string Ok = "ok";
    internal const string Failed = "failed";
}

/// <summary>Runs all probes side by side.</summary>
public sealed class Health(IEnumerable<IHealthProbe> probes, Uptime uptime)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly string Version = typeof(Health).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <param name="more">Probes of what only the caller can reach.</param>
    public async Task<HealthReport> ReadAsync(IEnumerable<IHealthProbe> more, CancellationToken cancellationToken)
    {
        var checks = await Task.WhenAll(probes.Concat(more).Select(probe => CheckAsync(probe, cancellationToken)));
        return new HealthReport(
            Array.TrueForAll(checks, check => check.Status == HealthCheck.Ok) ? HealthCheck.Ok : HealthCheck.Failed,
            Version,
            (long)uptime.Elapsed.TotalSeconds,
            checks);
    }

    private static async Task<HealthCheck> CheckAsync(IHealthProbe probe, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await TryAsync(probe, cancellationToken);
        var ms = Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 1);
        return new HealthCheck(probe.Name, result.IsGood ? HealthCheck.Ok : HealthCheck.Failed, result.Detail, ms);
    }

    private static async Task<ProbeResult> TryAsync(IHealthProbe probe, CancellationToken cancellationToken)
    {
        try
        {
            return await probe.CheckAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            return ProbeResult.Bad($"no answer in {Patience.TotalSeconds} s");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever is wrong is the finding; its words may name paths, so only its type is shown.
            return ProbeResult.Bad(failure.GetType().Name);
        }
    }
}

/// <summary>Whether a row that was written is read back.</summary>
internal sealed class StorageProbe(ITableStore tables, TimeProvider clock) : IHealthProbe
{
    public string Name => "storage";

    public async Task<ProbeResult> CheckAsync(CancellationToken cancellationToken)
    {
        var written = CerniqJson.Write(new { at = clock.GetUtcNow(), by = Guid.NewGuid() });
        await tables.WriteAsync("health", "probe", [new TableOperation.Upsert("probe", written)], cancellationToken);
        var read = await tables.GetAsync("health", "probe", "probe", cancellationToken);
        return read is not null ? ProbeResult.Good() : ProbeResult.Bad("a row that was written is not there");
    }
}

/// <summary>Whether the durable engine answers.</summary>
internal sealed class OrchestrationProbe(DurableTaskClient client) : IHealthProbe
{
    public string Name => "orchestrations";

    public async Task<ProbeResult> CheckAsync(CancellationToken cancellationToken)
    {
        await client.GetInstanceAsync("health-probe", cancellationToken);
        return ProbeResult.Good();
    }
}
