using System.Diagnostics;

namespace Cerniq.Functions.Operations;

/// <summary>How long the app has been up: since its registration, not since somebody first asked.</summary>
public sealed class Uptime
{
    private readonly long start = Stopwatch.GetTimestamp();

    private Uptime()
    {
    }

    public static Uptime FromNow => new();

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(start);
}
