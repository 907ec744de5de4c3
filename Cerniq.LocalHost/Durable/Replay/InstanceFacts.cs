using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Durable.Replay;

/// <summary>What an execution knows of its instance from the start.</summary>
internal sealed record InstanceFacts(string InstanceId, string Name, string Version, string? Input, ParentOrchestrationInstance? Parent);
