using System.Diagnostics;

namespace Cerniq.Cli.Bench;

/// <summary>One measured operation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MedianMicroseconds">The middle sample.</param>
/// <param name="MinMicroseconds">The fastest sample.</param>
/// <param name="AllocatedBytes">Heap bytes of one call on this thread.</param>
/// <param name="Iterations">Calls measured, warm-up not counted.</param>
internal sealed record Measurement(string Name, double MedianMicroseconds, double MinMicroseconds, long AllocatedBytes, int Iterations)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(1500);
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(2000);
    private static readonly double MicrosecondsPerTick = 1e6 / Stopwatch.Frequency;
    private const int MinSamples = 15;
    private const double SampleMicroseconds = 500;

    /// <summary>Warm, one thread: samples of about half a millisecond each, so that the clock's own cost disappears.</summary>
    public static Measurement Of(string name, Action operation)
    {
        var perCall = Warm(operation);
        var callsPerSample = Math.Max(1, (int)(SampleMicroseconds / Math.Max(perCall, 0.01)));
        var samples = new List<double>(8192);
        var total = Stopwatch.StartNew();
        while (samples.Count < MinSamples || total.Elapsed < Budget)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < callsPerSample; i++)
                operation();
            samples.Add((Stopwatch.GetTimestamp() - start) * MicrosecondsPerTick / callsPerSample);
        }

        samples.Sort();
        return new Measurement(name, samples[samples.Count / 2], samples[0], Allocated(operation), samples.Count * callsPerSample);
    }

    // Long enough for tiered compilation to settle on its final code.
    private static double Warm(Action operation)
    {
        var watch = Stopwatch.StartNew();
        var calls = 0;
        while (watch.Elapsed < WarmUp || calls < 3)
        {
            operation();
            calls++;
        }

        return watch.Elapsed.TotalMicroseconds / calls;
    }

    private static long Allocated(Action operation)
    {
        const int calls = 10;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < calls; i++)
            operation();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / calls;
    }
}
