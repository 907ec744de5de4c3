using System.Diagnostics.Metrics;

namespace Cerniq.Functions.Effects;

/// <summary>Counts effects whose worker died over them, to be taken up by another: BullMQ's stalled jobs.</summary>
public sealed class EffectMetrics : IDisposable
{
    private readonly Meter _meter = new("Cerniq");
    private readonly Counter<long> _stalled;

    public EffectMetrics() =>
        _stalled = _meter.CreateCounter<long>("oblio_stalled_jobs_total", description: "Jobs whose worker died over them, by queue");

    public void Dispose() => _meter.Dispose();

    internal void Stalled(string key)
    {
        var queue = key.Split('/') switch
        {
            ["oblio", "proforma", ..] => "proforma:create",
            ["oblio", "invoice", ..] => "invoice:create",
            ["oblio", "storno", ..] => "invoice:cancel",
            [var service, ..] => service,
            _ => "",
        };
        _stalled.Add(1, new KeyValuePair<string, object?>("queue", queue));
    }
}
