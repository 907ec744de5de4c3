using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.Replay;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>An instance in memory, at the point its history ends. Given up whenever a turn could not be stored.</summary>
/// <param name="Execution">Null when no code answers to the orchestrator's name, or when the instance is finished.</param>
internal sealed record LiveInstance(InstanceRow Row, OrchestrationExecution? Execution);
