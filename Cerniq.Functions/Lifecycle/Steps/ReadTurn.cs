using Cerniq.Functions.Services;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Lifecycle;

/// <summary>When the deal's turn at a service is that takes no more calls for now.</summary>
public sealed class ReadTurn(StoreRateGate gate)
{
    /// <returns>Null when none is booked.</returns>
    [Function(nameof(ReadTurn))]
    public Task<DateTimeOffset?> Run([ActivityTrigger] DealKey key, CancellationToken cancellationToken) =>
        gate.BookedAsync(key.Tenant, key.Subject, cancellationToken);
}
