using System.Diagnostics;

namespace Cerniq.Functions.Tests;

/// <summary>Waits for something that happens elsewhere, with a deadline far beyond what it takes on any machine.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until what is seen is so.</summary>
    /// <param name="what">What is waited for, for the failure.</param>
    /// <returns>What was seen.</returns>
    public static async Task<T> SeeAsync<T>(Func<Task<T>> look, Func<T, bool> isSo, string what, TimeSpan? patience = null)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(Pause))
        {
            var seen = await look();
            if (isSo(seen))
            {
                return seen;
            }

            if (watch.Elapsed > (patience ?? Patience))
            {
                throw new TimeoutException($"In vain: {what}. Last seen:\n{seen}");
            }
        }
    }

    /// <summary>Asks again and again until there is an answer.</summary>
    public static async Task<T> AnswerAsync<T>(Func<Task<T?>> ask, string what, TimeSpan? patience = null)
        where T : class =>
        (await SeeAsync(ask, answer => answer is not null, what, patience))!;
}
