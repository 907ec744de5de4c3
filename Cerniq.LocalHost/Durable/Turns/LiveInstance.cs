using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.Replay;
using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>An instance in memory, at the point its history ends. Given up whenever a turn could not be stored.</summary>
/// <param name="Execution">Null when no code answers to the orchestrator's name, when the instance is finished, or when it is not to
/// be run.</param>
/// <param name="Refusal">Why today's code does not run an instance of this version; null when it does.</param>
internal sealed record LiveInstance(InstanceRow Row, OrchestrationExecution? Execution, TaskFailureDetails? Refusal = null);
