namespace Cerniq.LocalHost.Durable.Retention;

/// <summary>How long ended instances are kept: <c>extensions.durableTask.retention</c> in host.json.</summary>
/// <param name="KeepEnded">How long an instance is kept after its end; null for ever.</param>
/// <param name="Every">How often what has grown older is looked for.</param>
/// <param name="BatchSize">How many instances one write removes at most.</param>
/// <param name="Budget">How long one run works at most before the next run goes on.</param>
internal sealed record RetentionOptions(TimeSpan? KeepEnded, TimeSpan Every, int BatchSize, TimeSpan Budget)
{
    public static RetentionOptions Default { get; } =
        new(TimeSpan.FromDays(30), TimeSpan.FromHours(1), BatchSize: 100, TimeSpan.FromSeconds(2));
}

/// <summary>What one run did.</summary>
/// <param name="Purged">How many instances it removed.</param>
/// <param name="IsComplete">False when its time was up before everything old was gone.</param>
internal sealed record RetentionRun(int Purged, bool IsComplete);
