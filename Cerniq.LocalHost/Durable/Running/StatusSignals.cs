namespace Cerniq.LocalHost.Durable.Running;

/// <summary>Wakes those who wait for an instance to start or finish, so that nobody polls the store.</summary>
internal sealed class StatusSignals
{
    private readonly Dictionary<string, Signal> _signals = new(StringComparer.Ordinal);

    /// <summary>Watches an instance. Enter before reading its status, and dispose what is returned.</summary>
    public Watch Enter(string instanceId)
    {
        lock (_signals)
        {
            if (!_signals.TryGetValue(instanceId, out var signal))
            {
                _signals.Add(instanceId, signal = new Signal());
            }

            signal.Watchers++;
            return new Watch(this, instanceId, signal);
        }
    }

    public void Changed(string instanceId)
    {
        Signal? signal;
        lock (_signals)
        {
            _signals.Remove(instanceId, out signal);
        }

        signal?.Source.TrySetResult();
    }

    private void Leave(string instanceId, Signal signal)
    {
        lock (_signals)
        {
            if (--signal.Watchers == 0 && _signals.TryGetValue(instanceId, out var present) && present == signal)
            {
                _signals.Remove(instanceId);
            }
        }
    }

    internal sealed class Signal
    {
        public TaskCompletionSource Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Watchers { get; set; }
    }

    /// <summary>One watcher of one instance.</summary>
    internal readonly struct Watch(StatusSignals signals, string instanceId, Signal signal) : IDisposable
    {
        /// <summary>Completes at the next change of the instance's status.</summary>
        public Task Change => signal.Source.Task;

        public void Dispose() => signals.Leave(instanceId, signal);
    }
}
