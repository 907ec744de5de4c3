namespace Cerniq.LocalHost.Storage;

internal abstract class PendingWrite
{
    /// <summary>Why the work failed; null when it did not.</summary>
    public abstract Exception? Failure { get; }

    /// <summary>Runs the work; remembers its result or its failure for <see cref="Acknowledge"/>.</summary>
    /// <returns>False when it threw: what it wrote must be rolled back.</returns>
    public abstract bool TryRun(StoreSession session);

    /// <summary>The transaction is on disk: tells the caller.</summary>
    public abstract void Acknowledge();

    /// <summary>The transaction as a whole was lost: tells the caller.</summary>
    public abstract void Fail(Exception failure);
}

internal sealed class PendingWrite<T>(Func<StoreSession, T> work, CancellationToken cancellationToken) : PendingWrite
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _failure;
    private bool _ran;

    public Task<T> Task => _done.Task;

    public override Exception? Failure => _failure;

    public override bool TryRun(StoreSession session)
    {
        // A write that runs again must not change its mind about having been given up.
        if (!_ran && (_failure is not null || cancellationToken.IsCancellationRequested))
        {
            _failure = new OperationCanceledException(cancellationToken);
            return true;
        }

        _ran = true;
        _failure = null;
        try
        {
            _result = work(session);
            return true;
        }
        catch (Exception failure)
        {
            _failure = failure;
            return false;
        }
    }

    public override void Acknowledge()
    {
        switch (_failure)
        {
            case null: _done.TrySetResult(_result!); break;
            case OperationCanceledException when !_ran: _done.TrySetCanceled(cancellationToken); break;
            default: _done.TrySetException(_failure); break;
        }
    }

    public override void Fail(Exception failure) => _done.TrySetException(failure);
}

/// <summary>A write whose end is told on the writer's thread, which spares a hop to the thread pool.</summary>
internal sealed class NotifyingWrite<T>(Func<StoreSession, T> work, Action<T> stored, Action<Exception> failed) : PendingWrite
{
    private T? _result;
    private Exception? _failure;

    public override Exception? Failure => _failure;

    public override bool TryRun(StoreSession session)
    {
        try
        {
            _result = work(session);
            _failure = null;
            return true;
        }
        catch (Exception failure)
        {
            _failure = failure;
            return false;
        }
    }

    public override void Acknowledge()
    {
        if (_failure is null)
        {
            stored(_result!);
        }
        else
        {
            failed(_failure);
        }
    }

    public override void Fail(Exception failure) => failed(failure);
}
