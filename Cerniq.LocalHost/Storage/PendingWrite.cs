namespace Cerniq.LocalHost.Storage;

internal abstract class PendingWrite
{
    /// <summary>Runs the work in a savepoint; remembers its result or its failure for <see cref="Acknowledge"/>.</summary>
    public abstract void Run(StoreSession session);

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

    public Task<T> Task => _done.Task;

    public override void Run(StoreSession session)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            _failure = new OperationCanceledException(cancellationToken);
            return;
        }

        session.Prepare("SAVEPOINT one").Run();
        try
        {
            _result = work(session);
            session.Prepare("RELEASE one").Run();
        }
        catch (Exception failure)
        {
            _failure = failure;
            session.Prepare("ROLLBACK TO one").Run();
            session.Prepare("RELEASE one").Run();
        }
    }

    public override void Acknowledge()
    {
        switch (_failure)
        {
            case null: _done.TrySetResult(_result!); break;
            case OperationCanceledException: _done.TrySetCanceled(cancellationToken); break;
            default: _done.TrySetException(_failure); break;
        }
    }

    public override void Fail(Exception failure) => _done.TrySetException(failure);
}
