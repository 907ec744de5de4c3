namespace Cerniq.Functions.Economic;

/// <summary>How a failed upload goes on: after 1, 5, 15, 60 and 240 minutes. The first four pauses lead to another attempt, the last
/// one to a person.</summary>
public static class EconomicSchedule
{
    public const int MaxAttempts = 5;

    /// <summary>The pause when a limit is used up and e-conomic does not say until when.</summary>
    public static readonly TimeSpan AfterLimit = TimeSpan.FromMinutes(1);

    private static readonly int[] Minutes = [1, 5, 15, 60, 240];

    /// <summary>The pause after the given failed attempt, the first one being 1; null when the schedule has run out.</summary>
    public static TimeSpan? PauseAfter(int attempt) =>
        attempt <= MaxAttempts ? TimeSpan.FromMinutes(Minutes[attempt - 1]) : null;
}
