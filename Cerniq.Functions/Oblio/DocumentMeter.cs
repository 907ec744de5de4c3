using System.Diagnostics;
using Cerniq.Functions.Services;
using Cerniq.Functions.Telemetry;

namespace Cerniq.Functions.Oblio;

/// <summary>Counts documents under the names of the Oblio document, section 8.1.</summary>
internal static class DocumentMeter
{
    /// <summary>Does the work and counts it: as created when it made something, as failed when Oblio gave no document.
    /// Waiting for a limit is no failure.</summary>
    /// <param name="isNew">True when the result was made now, and not found made already.</param>
    public static async Task<T> MeasureAsync<T>(
        this DocumentMetrics of, string tenant, Func<Task<T>> work, Func<T, bool> isNew)
    {
        var label = Tenant(tenant);
        var began = Stopwatch.GetTimestamp();
        try
        {
            var result = await work();
            if (isNew(result))
            {
                of.Created.Add(1, label);
                of.Duration.Record(Stopwatch.GetElapsedTime(began).TotalMilliseconds, label);
            }

            return result;
        }
        catch (ServiceException failure) when (failure is not ServiceLimitedException)
        {
            of.Failed.Add(1, label, new("error_type", failure.Fault.Kind.ToString()));
            throw;
        }
    }

    /// <summary>An amount in RON, as the counters of values want it.</summary>
    public static double InRon(decimal amount, decimal? exchangeRate) => (double)(amount * (exchangeRate ?? 1m));

    public static KeyValuePair<string, object?> Tenant(string tenant) => new("tenant_id", tenant);
}
