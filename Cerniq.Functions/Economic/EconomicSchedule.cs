namespace Cerniq.Functions.Economic;

/// <summary>When a failed upload is tried again: after 1, 5, 15, 60 and 240 minutes; then it waits for a person.</summary>
public static class EconomicSchedule
{
    public const int MaxAttempts = 5;

    /// <summary>The pause when a limit is used up and e-conomic does not say until when.</summary>
    public static readonly TimeSpan AfterLimit = TimeSpan.FromMinutes(1);

    private static readonly int[] Minutes = [1, 5, 15, 60, 240];

    /// <summary>The pause after the given failed attempt (from 1); null when there are no more.</summary>
    public static TimeSpan? PauseAfter(int attempt) =>
        attempt <= MaxAttempts ? TimeSpan.FromMinutes(Minutes[attempt - 1]) : null;
}
