using System.Runtime.CompilerServices;

namespace Cerniq.Functions.Storage;

/// <summary>How often a row that others write too is read and written again.</summary>
internal static class Races
{
    /// <summary>With the pauses between them some ten seconds: nobody loses so often unless something is broken.</summary>
    public const int Most = 300;

    private const int LongestPauseMs = 60;

    /// <summary>The tries: the first at once, each later one after a moment of random length, so that the losers of a race do not
    /// all come back together.</summary>
    public static async IAsyncEnumerable<int> TriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var race = 0; race < Most; race++)
        {
            if (race > 0)
            {
                await Task.Delay(Random.Shared.Next(1, Math.Min(4 + race, LongestPauseMs)), cancellationToken);
            }

            yield return race;
        }
    }
}
