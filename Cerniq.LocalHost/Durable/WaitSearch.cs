using System.Collections.Immutable;
using Cerniq.LocalHost.Durable.Data;

namespace Cerniq.LocalHost.Durable;

/// <summary>What is to be found among all that waits.</summary>
/// <param name="LongerThan">It has waited at least so long.</param>
/// <param name="For">The kinds of <see cref="OpenWait"/> that have waited so long; null for any. <see cref="Problem"/> is what
/// cannot go on.</param>
internal sealed record WaitFilter(TimeSpan LongerThan, ImmutableHashSet<string>? For)
{
    public const string Problem = "problem";

    public static ImmutableHashSet<string> Kinds { get; } = OpenWait.Kinds.Add(Problem);
}

/// <summary>Some of what was found.</summary>
/// <param name="Continuation">Where to go on; null at the end.</param>
/// <param name="LookedAt">How many instances were read for it.</param>
internal sealed record FoundInstances(List<InstanceSummary> Found, string? Continuation, int LookedAt);

/// <summary>Finds open instances that have waited for long, the longest waiting first.</summary>
/// <remarks>How long is a walk along an index. What for, and whatever else is asked, is looked up among what the walk meets: a
/// bounded number of instances and of events for each answer.</remarks>
internal sealed class WaitSearch(DurableEngine engine, WaitFilter filter, DateTimeOffset now)
{
    private const int MaxLookedAt = 5000;

    /// <summary>How much is read at once, where most of it may not be what is sought.</summary>
    private const int SearchPage = 250;

    private readonly ReplayBudget _budget = new();
    private readonly DateTimeOffset _since = now - filter.LongerThan;

    /// <param name="top">How many to find at most.</param>
    /// <param name="continuation">From the answer before; null for the first.</param>
    /// <param name="fits">Whatever else is asked of an instance.</param>
    /// <exception cref="ArgumentException">The token is not of this list.</exception>
    public FoundInstances Find(int top, string? continuation, Predicate<InstanceSummary> fits)
    {
        var found = new List<InstanceSummary>();
        var lookedAt = 0;
        var place = continuation is null ? default : InstanceKey.Parse(continuation);

        // One more than wanted, to know whether more follow; after that, much at a time.
        for (var size = Math.Min(top, MaxLookedAt) + 1; ; size = SearchPage)
        {
            var page = engine.WalkWaitingSince(_since, place, size);
            foreach (var (instance, at) in page)
            {
                if (found.Count >= top || lookedAt >= MaxLookedAt || _budget.IsSpent)
                {
                    return new FoundInstances(found, place.Token, lookedAt);
                }

                place = at;
                lookedAt++;
                if (fits(instance) && WaitsForIt(instance))
                {
                    found.Add(instance);
                }
            }

            if (page.Count < size)
            {
                return new FoundInstances(found, null, lookedAt);
            }
        }
    }

    private bool WaitsForIt(InstanceSummary instance)
    {
        if (filter.For is not { } kinds)
        {
            return true;
        }

        _budget.Spend(instance.Events);
        return engine.Inspect(instance.InstanceId) is { } found
            && ((kinds.Contains(WaitFilter.Problem) && found.Waits.Problem is not null)
                || found.WaitsFor.Any(wait => kinds.Contains(wait.Kind) && wait.Since <= _since.UtcDateTime));
    }
}
