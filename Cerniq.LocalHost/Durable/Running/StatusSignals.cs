using System.Collections.Concurrent;

namespace Cerniq.LocalHost.Durable.Running;

/// <summary>Wakes those who wait for an instance to start or finish, so that nobody polls the store.</summary>
internal sealed class StatusSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiters = new(StringComparer.Ordinal);

    /// <summary>Completes at the next change of the instance. Take it before reading the status.</summary>
    public Task NextChange(string instanceId) =>
        _waiters.GetOrAdd(instanceId, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Changed(string instanceId)
    {
        if (_waiters.TryRemove(instanceId, out var waiter))
        {
            waiter.TrySetResult();
        }
    }
}
