using System.Collections.Concurrent;

namespace Cerniq.LocalHost.Storage;

/// <summary>One SQLite file with one writer. Writes that are ready together share one transaction and one disk sync
/// (group commit); a write is answered only after its transaction is on disk (WAL, synchronous=FULL).</summary>
/// <remarks>Thread-safe. A write that throws leaves nothing behind and does not harm its neighbours.</remarks>
public sealed class StoreDatabase : IAsyncDisposable
{
    private readonly string _path;
    private readonly ConcurrentBag<StoreSession> _readers = [];
    private readonly StoreSession _writer;
    private readonly Thread _thread;
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private List<PendingWrite> _waiting = [];
    private readonly TaskCompletionSource _readersGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _committing;
    private bool _closed;
    private volatile bool _closedToReaders;
    private int _reading;

    private StoreDatabase(string path, Action<StoreSession> prepare)
    {
        _path = path;
        _writer = new StoreSession(path, readOnly: false);
        try
        {
            prepare(_writer);
        }
        catch
        {
            _writer.Dispose();
            throw;
        }

        _thread = new Thread(WriteLoop) { IsBackground = true, Name = $"store {Path.GetFileName(path)}" };
        _thread.Start();
    }

    /// <summary>Opens or creates the file and applies <paramref name="schema"/>, which must be safe to repeat
    /// (<c>CREATE TABLE IF NOT EXISTS …</c>).</summary>
    /// <exception cref="StoreException">The file cannot be opened, written or read.</exception>
    public static StoreDatabase Open(string path, string schema)
    {
        MakeFile(path);
        return new StoreDatabase(path, session => session.Execute(schema));
    }

    /// <summary>Opens or creates the file and takes the steps of <paramref name="schema"/> it has not taken yet.</summary>
    /// <exception cref="StoreException">The file cannot be opened, written or read, or was written by a newer program.</exception>
    public static StoreDatabase Open(string path, StoreSchema schema)
    {
        MakeFile(path);
        return new StoreDatabase(path, session => schema.Apply(session, path));
    }

    /// <summary>Makes the file for its owner alone: it holds what the app was told. SQLite gives its log the same rights.</summary>
    private static void MakeFile(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            Directory.CreateDirectory(folder);
            if (!OperatingSystem.IsWindows() && !File.Exists(path))
            {
                const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = owner }).Dispose();
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The store {path} cannot be made in {folder}: {refused.Message}", StoreFault.CannotOpen, refused);
        }
    }

    /// <summary>Runs <paramref name="work"/> on the writer and completes after it is on disk.</summary>
    /// <param name="work">Runs inside a transaction, on the writer's thread: only statements, no waiting. It may run a second
    /// time when a neighbour in its transaction failed, so it must leave no trace outside the store but its result.</param>
    /// <param name="cancellationToken">Gives up the write while it still waits its turn; a write once begun is finished.</param>
    public Task<T> WriteAsync<T>(Func<StoreSession, T> work, CancellationToken cancellationToken = default)
    {
        var pending = new PendingWrite<T>(work, cancellationToken);
        Add(pending);
        return pending.Task;
    }

    /// <summary>Runs <paramref name="work"/> on the writer and tells its end there, without a hop to another thread.</summary>
    /// <param name="work">As of <see cref="WriteAsync{T}"/>.</param>
    /// <param name="stored">Told the result once it is on disk. The writer waits for it: it must be short and must not throw.</param>
    /// <param name="failed">Told why nothing was kept; under the same terms.</param>
    /// <param name="here">Runs, syncs and tells on the calling thread if nothing else is being written: quicker by the waking of
    /// two threads for whoever is alone, but it holds the thread for a sync.</param>
    internal void Write<T>(Func<StoreSession, T> work, Action<T> stored, Action<Exception> failed, bool here = false)
    {
        var pending = new NotifyingWrite<T>(work, stored, failed);
        if (Add(pending, here))
        {
            WriteHere(pending);
        }
    }

    /// <summary>Hands a write to the writer's thread, or lets the caller be the writer.</summary>
    /// <returns>True when the caller is the writer now, with this write as its group.</returns>
    private bool Add(PendingWrite pending, bool here = false)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (here && !_committing && _waiting.Count == 0)
            {
                return _committing = true;
            }

            _waiting.Add(pending);
            if (_waiting.Count == 1 && !_committing) // else whoever commits now looks for more when it is done
            {
                _wake.Set(); // under the lock: once it is let go the store may close, and the event with it
            }
        }

        return false;
    }

    private void WriteHere(PendingWrite pending)
    {
        List<PendingWrite> group = [pending];
        StoreException? refused;
        try
        {
            refused = Commit(group);
        }
        finally
        {
            lock (_lock)
            {
                _committing = false;
                if (_waiting.Count > 0 || _closed)
                {
                    _wake.Set();
                }
            }
        }

        Tell(group, refused);
    }

    /// <summary>Runs <paramref name="query"/> on a reader, on the caller's thread, over what was last committed.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed; nothing is opened or made any more.</exception>
    public T Read<T>(Func<StoreSession, T> query)
    {
        Interlocked.Increment(ref _reading);
        try
        {
            ObjectDisposedException.ThrowIf(_closedToReaders, this);
            return ReadOpen(query);
        }
        finally
        {
            if (Interlocked.Decrement(ref _reading) == 0 && _closedToReaders)
            {
                _readersGone.TrySetResult();
            }
        }
    }

    private T ReadOpen<T>(Func<StoreSession, T> query)
    {
        if (!_readers.TryTake(out var session))
        {
            session = new StoreSession(_path, readOnly: false);
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

    /// <summary>The texts of all statements that were used so far; to be asked while nothing runs.</summary>
    internal IReadOnlySet<string> Statements => _readers.Append(_writer).SelectMany(session => session.Texts).ToHashSet(StringComparer.Ordinal);

    /// <summary>Finishes the writes that were handed in and the reads under way, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        _wake.Set();
        await Task.Run(_thread.Join).ConfigureAwait(false);
        await CloseToReadersAsync().ConfigureAwait(false);

        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        _writer.Dispose();
        _wake.Dispose();
    }

    private Task CloseToReadersAsync()
    {
        _closedToReaders = true;

        // A reader counts itself before it looks whether the store is closed, so none is missed here.
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref _reading) == 0 ? Task.CompletedTask : _readersGone.Task;
    }

    private void WriteLoop()
    {
        var group = new List<PendingWrite>();
        while (true)
        {
            bool over;
            lock (_lock)
            {
                if (!_committing)
                {
                    (group, _waiting) = (_waiting, group);
                    _committing = group.Count > 0;
                }

                over = _closed && !_committing;
            }

            if (group.Count > 0)
            {
                Tell(group, Commit(group));
                group.Clear();
                lock (_lock)
                {
                    _committing = false;
                }
            }
            else if (over)
            {
                return;
            }
            else
            {
                _wake.WaitOne();
            }
        }
    }

    /// <summary>Commits a group; only whoever has set <see cref="_committing"/> may.</summary>
    /// <returns>Why nothing of it was kept; null when it is on disk.</returns>
    private StoreException? Commit(List<PendingWrite> group)
    {
        try
        {
            if (!TryCommitTogether(group))
            {
                CommitApart(group);
            }

            return null;
        }
        catch (StoreException failure)
        {
            RollBack();
            return failure;
        }
    }

    private static void Tell(List<PendingWrite> group, StoreException? refused)
    {
        foreach (var write in group)
        {
            if (refused is null)
            {
                write.Acknowledge();
            }
            else
            {
                write.Fail(refused);
            }
        }
    }

    /// <summary>The usual way: no savepoints, because a savepoint copies each page it touches.</summary>
    /// <returns>False, with nothing kept, when one of the writes failed.</returns>
    private bool TryCommitTogether(List<PendingWrite> group)
    {
        _writer.Prepare("BEGIN IMMEDIATE").Run();
        foreach (var write in group)
        {
            if (!write.TryRun(_writer))
            {
                RollBack();
                return false;
            }
        }

        _writer.Prepare("COMMIT").Run();
        return true;
    }

    private void CommitApart(List<PendingWrite> group)
    {
        _writer.Prepare("BEGIN IMMEDIATE").Run();
        foreach (var write in group)
        {
            _writer.Prepare("SAVEPOINT one").Run();
            if (!write.TryRun(_writer))
            {
                if (write.Failure is StoreException { IsOfTheStore: true } trouble)
                {
                    throw trouble;
                }

                _writer.Prepare("ROLLBACK TO one").Run();
            }

            _writer.Prepare("RELEASE one").Run();
        }

        _writer.Prepare("COMMIT").Run();
    }

    private void RollBack()
    {
        try
        {
            _writer.Execute("ROLLBACK");
        }
        catch (StoreException)
        {
            // SQLite has already rolled back by itself (full disk, I/O error); there is nothing left to undo.
        }
    }
}
