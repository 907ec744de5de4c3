using Cerniq.LocalHost.Durable.Client;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>Whoever handed a message in waits for this: it completes when the message is on disk, with the turn that took it.</summary>
internal sealed class Receipt
{
    private readonly TaskCompletionSource<CommandOutcome> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<CommandOutcome> Task => _source.Task;

    public void Give(CommandOutcome outcome) => _source.TrySetResult(outcome);

    public void Refuse(Exception reason) => _source.TrySetException(reason);
}
