using Cerniq.LocalHost.Hosting;
using Cerniq.LocalHost.Hosting.Configuration;
using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Hosting.Invocation;
using Cerniq.LocalHost.Storage;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Queues;

/// <summary>Runs a function for each message of its queue, several at once.</summary>
/// <param name="begin">Waits for the turn of a delivery, before it is counted; what it gives is disposed of when the message is done with.</param>
internal sealed class QueueListener(
    HostedFunction function,
    LocalQueue queue,
    QueueSettings settings,
    FunctionInvoker invoker,
    RunningInvocations running,
    Func<CancellationToken, Task<IDisposable?>> begin,
    TimeProvider time,
    ILogger log) : IDisposable
{
    private static readonly TimeSpan PauseAfterStoreFailure = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopReceiving = new();
    private Task _loops = Task.CompletedTask;

    public void Start() =>
        _loops = Task.WhenAll(Enumerable.Range(0, Math.Max(1, settings.MaxConcurrentCalls)).Select(_ => Task.Run(LoopAsync)));

    /// <summary>Takes no more messages.</summary>
    public void TakeNoMore() => _stopReceiving.Cancel();

    /// <summary>Takes no more messages and waits for those in work.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await _stopReceiving.CancelAsync();
        await _loops.WaitAsync(cancellation);
    }

    public void Dispose() => _stopReceiving.Dispose();

    private async Task LoopAsync()
    {
        IDisposable? turn = null;
        async Task BeginAsync()
        {
            turn?.Dispose();
            turn = await begin(_stopReceiving.Token);
        }

        while (!_stopReceiving.IsCancellationRequested)
        {
            try
            {
                var message = await queue.ReceiveAsync(BeginAsync, _stopReceiving.Token);
                await HandleAsync(message);
            }
            catch (OperationCanceledException) when (_stopReceiving.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException failure)
            {
                log.QueueStoreFailed(failure, queue.Name, PauseAfterStoreFailure);
                turn?.Dispose();
                await Task.Delay(PauseAfterStoreFailure, time);
            }
            finally
            {
                turn?.Dispose();
            }
        }
    }

    private async Task HandleAsync(LockedMessage message)
    {
        using var renewal = new LockRenewal(queue, message, settings.MaxAutoLockRenewal, time);
        var failure = await InvokeAsync(message);
        if (failure is OperationCanceledException && running.MustStop.IsCancellationRequested)
        {
            // Cut short by the stopping host: the lock ends with the process, and the message is delivered again.
            return;
        }

        var held = failure is null
            ? await queue.CompleteAsync(message)
            : await queue.AbandonAsync(message, $"{failure.GetType().FullName}: {failure.Message}");
        if (!held)
        {
            log.LockLost(message.MessageId, queue.Name, function.Name);
        }
    }

    /// <summary>Whatever the function throws is this message's failure, and the message's alone.</summary>
    private async Task<Exception?> InvokeAsync(LockedMessage message)
    {
        try
        {
            var start = new InvocationStart { TriggerValue = message, BindingData = () => MessageBindingData.Read(message) };
            await invoker.InvokeAsync(function, start, CancellationToken.None);
            return null;
        }
        catch (Exception failure)
        {
            log.MessageFailed(failure, function.Name, message.MessageId, queue.Name, message.DeliveryCount);
            return failure;
        }
    }
}
