using Cerniq.Sandbox.Clock;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Anaf;

/// <summary>The published daily quotas; a day is one of Romania's. They are always enforced, and outlive a restart.</summary>
internal sealed class AnafQuotas(SandboxStore store, TimeProvider time)
{
    public const int StateCalls = 100;
    public const int Downloads = 10;
    public const int Lists = 1500;
    public const int PagedLists = 100_000;
    public const int BuyerMessages = 1000;

    /// <summary>Counts a call; true when it is within the day's quota.</summary>
    public async Task<bool> TakeAsync(string what, string whose, int quota) =>
        await store.WriteAsync(session => session.Next($"anaf.quota/{RomaniaTime.Today(time):yyyyMMdd}/{what}/{whose}")) <= quota;
}
