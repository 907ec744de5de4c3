using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Cerniq.Sandbox.Storage;

/// <summary>The sandbox's memory: one SQLite file with one writer. Writes that are ready together share one transaction and one
/// disk sync; a write is answered only when it is on disk, so that an effect once answered outlives the process.</summary>
internal sealed class SandboxStore : IAsyncDisposable
{
    private readonly string _path;
    private readonly Channel<IPending> _writes = Channel.CreateUnbounded<IPending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentBag<StoreSession> _readers = [];
    private readonly StoreSession _writer;
    private readonly Thread _thread;

    public SandboxStore(string folder)
    {
        Directory.CreateDirectory(folder);
        _path = Path.Combine(folder, "sandbox.db");
        _writer = new StoreSession(_path);
        _thread = new Thread(WriteLoop) { IsBackground = true, Name = "sandbox store" };
        _thread.Start();
    }

    private interface IPending
    {
        void Run(StoreSession session);

        void Acknowledge();

        void Fail(Exception failure);
    }

    /// <summary>Runs <paramref name="work"/> alone on the writer: what it reads cannot change before it has written.</summary>
    public Task<T> WriteAsync<T>(Func<StoreSession, T> work)
    {
        var pending = new Pending<T>(work);
        ObjectDisposedException.ThrowIf(!_writes.Writer.TryWrite(pending), this);
        return pending.Done;
    }

    public Task WriteAsync(Action<StoreSession> work) => WriteAsync(session =>
    {
        work(session);
        return true;
    });

    /// <summary>Reads what was last committed. The result must not be lazy.</summary>
    public T Read<T>(Func<StoreSession, T> query)
    {
        if (!_readers.TryTake(out var session))
        {
            session = new StoreSession(_path);
        }

        try
        {
            return query(session);
        }
        finally
        {
            _readers.Add(session);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_writes.Writer.TryComplete())
        {
            await Task.Run(_thread.Join);
        }

        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        _writer.Dispose();
    }

    private void WriteLoop()
    {
        var group = new List<IPending>();
        while (_writes.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            try
            {
                _writer.Run("BEGIN IMMEDIATE");
                while (group.Count < 1024 && _writes.Reader.TryRead(out var write))
                {
                    group.Add(write);
                    write.Run(_writer);
                }

                _writer.Run("COMMIT");
            }
            catch (SqliteException failure)
            {
                Abandon(group, failure);
                continue;
            }

            group.ForEach(static write => write.Acknowledge());
        }
    }

    private void Abandon(List<IPending> group, SqliteException failure)
    {
        try
        {
            _writer.Run("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has already rolled back by itself (full disk, I/O error): there is nothing left to undo.
        }

        // A BEGIN that failed has taken nothing yet: its first write must hear of it, or it would wait for ever.
        if (group.Count == 0 && _writes.Reader.TryRead(out var first))
        {
            group.Add(first);
        }

        group.ForEach(write => write.Fail(failure));
    }

    private sealed class Pending<T>(Func<StoreSession, T> work) : IPending
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _failure;

        public Task<T> Done => _done.Task;

        public void Run(StoreSession session)
        {
            session.Run("SAVEPOINT one");
            try
            {
                _result = work(session);
                session.Run("RELEASE one");
            }
#pragma warning disable CA1031 // Whatever one write threw goes to its own caller; its neighbours in the transaction are not harmed.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _failure = failure;
                session.Run("ROLLBACK TO one");
                session.Run("RELEASE one");
            }
        }

        public void Acknowledge()
        {
            if (_failure is null)
            {
                _done.TrySetResult(_result!);
            }
            else
            {
                _done.TrySetException(_failure);
            }
        }

        public void Fail(Exception failure) => _done.TrySetException(failure);
    }
}
