using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Cerniq.Functions.Tests.Api;

/// <summary>Its being there makes the host run its engine also when only the plumbing is under test.</summary>
public static class ProbeOrchestration
{
    [Function("ProbeOrchestration")]
    public static Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult(context.InstanceId);
}
