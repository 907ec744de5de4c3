using System.Collections.ObjectModel;
using System.Text.Json;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Running;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Client;

/// <summary>The client of an engine in the same process.</summary>
internal sealed class LocalDurableTaskClient(string hub, Func<EngineParts> running) : DurableTaskClient(hub)
{
    /// <summary>The host around the engine; null when the engine runs by itself.</summary>
    public ManagementHost? Host { get; set; }

    private EngineParts Parts => running();

    private InstanceCommands Commands => new(Parts);

    private DataConverter Converter => Parts.Options.DataConverter;

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default) =>
        Commands.StartAsync(orchestratorName.Name, Converter.Serialize(input), options, cancellation);

    public override async Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var raised = new EventRaised(Parts.Now, eventName, Converter.Serialize(eventPayload));
        var outcome = await Commands.SendAsync(instanceId, raised, cancellation);
        if (outcome != CommandOutcome.Accepted)
        {
            Parts.Log.EventDropped(eventName, instanceId, outcome.ToString());
        }
    }

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        Commands.SendAsync(
            instanceId,
            new ExecutionTerminated(Parts.Now, Converter.Serialize(options?.Output), options?.Recursive ?? false),
            cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        Commands.SendAsync(instanceId, new ExecutionSuspended(Parts.Now, reason), cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        Commands.SendAsync(instanceId, new ExecutionResumed(Parts.Now, reason), cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, status => status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, InstanceRow.IsFinal, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        var row = Parts.Store.Read(session => InstanceTable.Find(session, instanceId));
        return Task.FromResult(row is null ? null : Metadata(row, getInputsAndOutputs));
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new OrchestrationQuery();
        return Pageable.Create((token, size, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (query.TaskHubNames?.ToArray() is { Length: > 0 } hubs && !hubs.Contains(Name, StringComparer.OrdinalIgnoreCase))
            {
                return Task.FromResult(new Page<OrchestrationMetadata>([]));
            }

            var asked = query with { ContinuationToken = token ?? query.ContinuationToken, PageSize = size ?? query.PageSize };
            var (rows, next) = Parts.Store.Read(session => InstanceQueries.Page(session, asked));
            var values = rows.ConvertAll(row => Metadata(row, query.FetchInputsAndOutputs));
            return Task.FromResult(new Page<OrchestrationMetadata>(values, next));
        });
    }

    public override Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        new InstancePurge(Parts).OneAsync(instanceId, options?.Recursive ?? false, cancellation);

    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new InstancePurge(Parts).ManyAsync(filter, options?.Recursive ?? false, cancellation);
    }

    public override Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default) =>
        Commands.RestartAsync(instanceId, restartWithNewInstanceId, cancellation);

    public override Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default) =>
        new InstanceRewind(Parts).RunAsync(instanceId, reason, cancellation);

    public override Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pageSize);
        cancellation.ThrowIfCancellationRequested();
        var ended = new EndedInstances(
            runtimeStatus?.ToHashSet() is { Count: > 0 } chosen ? chosen : null,
            completedTimeFrom?.UtcDateTime ?? DateTime.MinValue,
            completedTimeTo?.UtcDateTime ?? DateTime.MaxValue);
        return Task.FromResult(Parts.Store.Read(session => ended.Page(session, pageSize, lastInstanceKey)));
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<OrchestrationRuntimeStatus, bool> reached, bool payloads, CancellationToken cancellation)
    {
        while (true)
        {
            // Watched first: an instance that ends after it was found going on wakes this watch.
            using var watch = Parts.Signals.Enter(instanceId);
            if (Parts.Dispatcher.FindGoingOn(instanceId) is not { } goingOn || reached(goingOn.Status))
            {
                var row = Parts.Store.Read(session => InstanceTable.Find(session, instanceId))
                    ?? throw new InvalidOperationException($"There is no orchestration instance with the id '{instanceId}'.");
                if (reached(row.Status))
                {
                    return Metadata(row, payloads);
                }
            }

            if (await watch.Change.WaitAsync(cancellation) is { } ended && reached(ended.Status))
            {
                return Metadata(ended, payloads);
            }
        }
    }

    private OrchestrationMetadata Metadata(InstanceRow row, bool payloads) => new(row.Name, row.Id)
    {
        DataConverter = payloads ? Converter : null,
        RuntimeStatus = row.Status,
        CreatedAt = new DateTimeOffset(row.Created),
        LastUpdatedAt = new DateTimeOffset(row.Updated),
        SerializedInput = payloads ? row.Input : null,
        SerializedOutput = payloads ? row.Output : null,
        SerializedCustomStatus = payloads ? row.CustomStatus : null,
        FailureDetails = row.Failure,
        Tags = row.Tags is null
            ? ReadOnlyDictionary<string, string>.Empty
            : JsonSerializer.Deserialize<Dictionary<string, string>>(row.Tags)!,
    };
}

/// <summary>Where the management API of a host is reached.</summary>
/// <param name="BaseAddress">Where the host listens; throws until it does.</param>
/// <param name="SystemKey">The key that opens it.</param>
internal sealed record ManagementHost(Func<Uri> BaseAddress, Func<string> SystemKey);
