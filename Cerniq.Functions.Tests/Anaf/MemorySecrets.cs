using System.Collections.Concurrent;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Tests.Anaf;

/// <summary>Secrets of one test; can be made to fail.</summary>
internal sealed class MemorySecrets : ISecretStore
{
    public ConcurrentDictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    public Exception? FailingWrites { get; set; }

    public Task<string?> GetAsync(string tenant, string name, CancellationToken cancellationToken) =>
        Task.FromResult(Values.GetValueOrDefault($"{tenant}/{name}"));

    public Task SetAsync(string tenant, string name, string? value, CancellationToken cancellationToken)
    {
        if (FailingWrites is { } failure)
        {
            throw failure;
        }

        Values[$"{tenant}/{name}"] = value!;
        return Task.CompletedTask;
    }
}
