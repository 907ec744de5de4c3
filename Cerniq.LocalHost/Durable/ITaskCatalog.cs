using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Durable;

/// <summary>The code an engine can run, found by name without regard to case.</summary>
public interface ITaskCatalog
{
    /// <summary>A fresh orchestrator, or null when there is none of this name. The engine reads its input into
    /// <see cref="ITaskOrchestrator.InputType"/> and runs it on one thread at a time.</summary>
    ITaskOrchestrator? FindOrchestrator(string name);

    /// <summary>A fresh orchestrator for an instance of this version (empty: none). Code that has no versions, as functions, serves
    /// every version.</summary>
    ITaskOrchestrator? FindOrchestrator(string name, string version) => FindOrchestrator(name);

    /// <summary>The activity, or null when there is none of this name.</summary>
    ActivityFunction? FindActivity(string name);

    /// <summary>The activity for a call of this version (empty: none).</summary>
    ActivityFunction? FindActivity(string name, string version) => FindActivity(name);
}

/// <summary>Runs one activity.</summary>
/// <param name="context">Which task of which orchestration is served.</param>
/// <param name="inputJson">The serialized input; null is none.</param>
/// <param name="cancellation">Set when the host stops and does not wait any longer. An activity that ends in
/// <see cref="OperationCanceledException"/> after that runs again at the next start.</param>
/// <returns>The serialized output; null is none.</returns>
public delegate Task<string?> ActivityFunction(TaskActivityContext context, string? inputJson, CancellationToken cancellation);
