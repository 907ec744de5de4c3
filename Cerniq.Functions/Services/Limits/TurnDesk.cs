using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Services;

/// <summary>Gives turns for one class of calls of one tenant. Those who ask at the same time share one write; other processes
/// are met in the row's ETag.</summary>
internal sealed class TurnDesk(RateClass of, string service, string partition, ITableStore tables, TimeProvider clock)
{
    private const int MostAtATime = 90; // a write holds a hundred operations

    private readonly string _row = TurnRows.Class(service, of);
    private readonly Lock _gate = new();
    private List<TurnRequest> _waiting = [];
    private bool _atWork;
    private (int Left, DateTimeOffset Until) _block;

    /// <summary>How many more calls the limit leaves, as last seen.</summary>
    public int Remaining { get; private set; } = of.Limits.Min(limit => limit.Calls);

    /// <summary>Asks for a turn.</summary>
    /// <param name="holder">Who books one, if it is not now; null for whoever cannot come back.</param>
    public Task<TurnGiven> AskAsync(string? holder, DateTimeOffset pausedUntil, CancellationToken cancellationToken)
    {
        TurnRequest request;
        lock (_gate)
        {
            if (holder is null && TakeFromBlock(pausedUntil))
            {
                return Task.FromResult(new TurnGiven(TimeSpan.Zero, clock.GetUtcNow()));
            }

            _waiting.Add(request = new TurnRequest(holder, pausedUntil));
            if (!_atWork)
            {
                _atWork = true;
                _ = Task.Run(ServeAsync, CancellationToken.None);
            }
        }

        return request.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>A call that was let through may have arrived only now: that is when it counts.</summary>
    public async Task ArrivedLateAsync(DateTimeOffset letThrough, CancellationToken cancellationToken)
    {
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            var (found, round) = await ReadAsync();
            round.ArrivedLate(letThrough);
            if ((await WriteAsync(found, round, [], [])).Applied)
            {
                return;
            }
        }

        throw new TimeoutException($"The limit {service}/{of.Name} kept changing; a late call was not counted.");
    }

    private bool TakeFromBlock(DateTimeOffset pausedUntil)
    {
        var now = clock.GetUtcNow();
        if (_block.Left == 0 || now >= _block.Until || now < pausedUntil)
        {
            return false;
        }

        _block.Left--;
        return true;
    }

    private async Task ServeAsync()
    {
        while (Take() is { } requests)
        {
            try
            {
                await ServeAsync(requests);
            }
            catch (Exception failure)
            {
                requests.ForEach(request => request.Answer.TrySetException(failure));
            }
        }
    }

    private List<TurnRequest>? Take()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _atWork = false;
                return null;
            }

            var taken = _waiting[..Math.Min(MostAtATime, _waiting.Count)];
            _waiting = _waiting[taken.Count..];
            return taken;
        }
    }

    private async Task ServeAsync(List<TurnRequest> requests)
    {
        foreach (var request in requests.Where(request => request.Holder is not null))
        {
            var found = await tables.GetAsync(TurnRows.Table, partition, TurnRow(request), CancellationToken.None);
            request.Booked = found is null ? null : CerniqJson.Read<TurnRow>(found.Body).At;
        }

        await foreach (var _ in Races.TriesAsync(CancellationToken.None))
        {
            var (found, round) = await ReadAsync();
            var answers = requests.ConvertAll(round.Answer);
            var spare = round.TakeSpare(Math.Max(0, of.Block - answers.Count(answer => answer.IsNow)));
            if (!round.HasChanged || (await WriteAsync(found, round, requests, answers)).Applied)
            {
                Tell(requests, answers, round, spare);
                return;
            }
        }

        throw new TimeoutException($"The limit {service}/{of.Name} kept changing; no turn was given.");
    }

    private async Task<(TableRow? Found, TurnRound Round)> ReadAsync()
    {
        var found = await tables.GetAsync(TurnRows.Table, partition, _row, CancellationToken.None);
        return (found, new TurnRound(of, found is null ? null : CerniqJson.Read<ClassRow>(found.Body), clock.GetUtcNow()));
    }

    private Task<TableWriteResult> WriteAsync(
        TableRow? found, TurnRound round, List<TurnRequest> requests, List<TurnAnswer> answers)
    {
        var body = CerniqJson.Write(round.ToKeep());
        var operations = new Dictionary<string, TableOperation>(StringComparer.Ordinal)
        {
            [_row] = found is null ? new TableOperation.Insert(_row, body) : new TableOperation.Replace(_row, body, found.ETag),
        };
        foreach (var (request, answer) in requests.Zip(answers))
        {
            if (answer.Booked is { } at)
            {
                operations[TurnRow(request)] = new TableOperation.Upsert(TurnRow(request), CerniqJson.Write(new TurnRow(at)));
            }
            else if (answer.IsNow && request.Booked is not null)
            {
                operations[TurnRow(request)] = new TableOperation.Delete(TurnRow(request));
            }
        }

        return tables.WriteAsync(TurnRows.Table, partition, [.. operations.Values], CancellationToken.None);
    }

    private void Tell(List<TurnRequest> requests, List<TurnAnswer> answers, TurnRound round, int spare)
    {
        Remaining = round.Remaining;
        lock (_gate)
        {
            _block = (spare, round.SpareUntil);
        }

        foreach (var (request, answer) in requests.Zip(answers))
        {
            request.Answer.TrySetResult(new TurnGiven(answer.Wait, round.Now));
        }
    }

    private string TurnRow(TurnRequest request) => TurnRows.Turn(request.Holder!, service, of);
}

/// <summary>One who asks.</summary>
internal sealed class TurnRequest(string? holder, DateTimeOffset pausedUntil)
{
    public string? Holder { get; } = holder;

    public DateTimeOffset PausedUntil { get; } = pausedUntil;

    /// <summary>The turn it has booked before.</summary>
    public DateTimeOffset? Booked { get; set; }

    public TaskCompletionSource<TurnGiven> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <param name="Wait">Zero: now. Otherwise how long until it is worth asking again; for a holder, until its turn.</param>
/// <param name="At">When that was decided; a call that goes now counts from then.</param>
internal readonly record struct TurnGiven(TimeSpan Wait, DateTimeOffset At);

/// <param name="Booked">A turn that was booked just now.</param>
internal sealed record TurnAnswer(TimeSpan Wait, DateTimeOffset? Booked = null)
{
    public bool IsNow => Wait == TimeSpan.Zero;
}
