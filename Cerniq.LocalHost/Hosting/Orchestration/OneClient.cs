using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Hosting.Orchestration;

/// <summary>The host has one task hub, and one client whatever the name.</summary>
internal sealed class OneClient(DurableTaskClient client) : IDurableTaskClientProvider
{
    public DurableTaskClient GetClient(string? name = null) => client;
}
