namespace Cerniq.Functions.EFactura;

/// <summary>How long to wait between the steps of a filing. Pure, so that a replay waits the same.</summary>
internal static class SubmissionTiming
{
    private const double LeastJitter = 0.8;
    private const double JitterRange = 0.4;
    private static readonly TimeSpan LongDoubt = TimeSpan.FromHours(1);
    private static readonly TimeSpan FirstHours = TimeSpan.FromHours(6);
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LeastIntervalLater = TimeSpan.FromMinutes(30);
    private static readonly double[] QuickSeconds = [1, 3, 8, 20, 60];
    private static readonly int[] AskSeconds = [1, 2, 3, 5, 10, 30, 60, 120, 300, 600];

    /// <summary>The wait before an answer that proves nothing is fetched once more: ANAF gives each ten times a day.</summary>
    public static readonly TimeSpan InDoubt = TimeSpan.FromHours(3);

    private static readonly int[] SearchSeconds = [1, 2, 3, 5, 10, 20];
    private static readonly TimeSpan SearchPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongSearchPause = TimeSpan.FromMinutes(5);

    /// <summary>How often a round tries again at once before the schedule is used.</summary>
    public static int QuickTries => QuickSeconds.Length;

    /// <summary>The longest of the quick waits, without jitter.</summary>
    public static TimeSpan LongestQuick { get; } = TimeSpan.FromSeconds(QuickSeconds[^1]);

    /// <summary>The wait before a quick try; what is behind the last repeats it.</summary>
    public static TimeSpan Quick(int attempt, Guid chance) =>
        TimeSpan.FromSeconds(QuickSeconds[Math.Min(attempt, QuickSeconds.Length - 1)] * Jitter(chance));

    /// <summary>The wait before round <paramref name="failedRounds"/> + 1: from the tenant's schedule, 80 to 120 per cent of it.</summary>
    public static TimeSpan BeforeNextRound(SubmissionPlan plan, int failedRounds, Guid chance)
    {
        var minutes = plan.RetryMinutes[Math.Min(failedRounds, plan.RetryMinutes.Count) - 1];
        return TimeSpan.FromMinutes(minutes * Jitter(chance));
    }

    /// <summary>The wait before ANAF is asked again, so long after the upload: fast at first, then at the tenant's interval.</summary>
    /// <remarks>ANAF answers 100 questions a day about one upload, and the sweep of its list asks for all at once: so a short
    /// interval holds only for the first hours, and not below ten minutes.</remarks>
    public static TimeSpan BeforeNextPoll(TimeSpan sinceUpload, TimeSpan interval)
    {
        var least = sinceUpload < FirstHours ? LeastInterval : LeastIntervalLater;
        return Growing(AskSeconds, sinceUpload, interval > least ? interval : least);
    }

    /// <summary>The wait before ANAF's list is searched again; never past the horizon without a look at it.</summary>
    /// <remarks>All who search at one time share one reading, so they may do it often; when the list cannot be read for an hour
    /// and more, seldom is enough.</remarks>
    public static TimeSpan BeforeNextSearch(TimeSpan sinceDoubt, TimeSpan horizon)
    {
        var left = horizon - sinceDoubt;
        var next = Growing(SearchSeconds, sinceDoubt, left > -LongDoubt ? SearchPause : LongSearchPause);
        return left > TimeSpan.Zero && left < next ? left : next;
    }

    /// <summary>80 to 120 per cent.</summary>
    private static double Jitter(Guid chance) =>
        LeastJitter + (JitterRange * (BitConverter.ToUInt32(chance.ToByteArray(), 0) / (double)uint.MaxValue));

    /// <summary>The first steps whose sum is not yet behind us, at most the longest wait.</summary>
    private static TimeSpan Growing(int[] steps, TimeSpan age, TimeSpan longest)
    {
        var passed = TimeSpan.Zero;
        foreach (var seconds in steps)
        {
            var step = TimeSpan.FromSeconds(seconds);
            passed += step;
            if (age < passed)
            {
                return step < longest ? step : longest;
            }
        }

        return longest;
    }
}
