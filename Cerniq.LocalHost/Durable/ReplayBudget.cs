namespace Cerniq.LocalHost.Durable;

/// <summary>What an instance waits for is told by replaying its history. A list tells it of all it shows, as long as their
/// histories together stay within a bound; an answer must not take long because a few of them are huge.</summary>
internal sealed class ReplayBudget
{
    private int _left = 200_000;

    /// <summary>True when nothing more should be replayed.</summary>
    public bool IsSpent => _left <= 0;

    /// <summary>Takes the events of a history out of the budget, however many they are.</summary>
    public void Spend(int events) => _left -= events;

    /// <summary>Takes them out of the budget if they fit in.</summary>
    public bool TrySpend(int events)
    {
        if (events > _left)
        {
            return false;
        }

        _left -= events;
        return true;
    }
}
