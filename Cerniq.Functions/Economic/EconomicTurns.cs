namespace Cerniq.Functions.Economic;

/// <summary>Lets a few uploads at a time into the same books, so that a flood of them leaves room within e-conomic's limits. Who waits
/// is let in by urgency: what a person asked for, then what falls due first.</summary>
public sealed class EconomicTurns
{
    /// <summary>How many go at once into one tenant's books.</summary>
    public const int AtOnce = 4;

    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);

    /// <summary>Waits for a turn; dispose what comes back to give it on.</summary>
    public async Task<IDisposable> WaitAsync(string books, EconomicUrgency urgency, CancellationToken cancellationToken)
    {
        TaskCompletionSource? waiting = null;
        Line? line;
        lock (_lines)
        {
            if (!_lines.TryGetValue(books, out line))
            {
                _lines.Add(books, line = new Line());
            }

            if (line.Running < AtOnce)
            {
                line.Running++;
            }
            else
            {
                waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                line.Waiting.Enqueue(waiting, (urgency.ByHand ? 0 : 1, urgency.Due ?? DateOnly.MaxValue, line.Arrivals++));
            }
        }

        if (waiting is not null)
        {
            await using var gone = cancellationToken.Register(() => waiting.TrySetCanceled(cancellationToken));
            await waiting.Task;
        }

        return new Turn(this, line);
    }

    private void Next(Line line)
    {
        lock (_lines)
        {
            while (line.Waiting.TryDequeue(out var next, out _))
            {
                if (next.TrySetResult())
                {
                    return;
                }
            }

            line.Running--;
        }
    }

    private sealed class Line
    {
        public int Running { get; set; }

        public long Arrivals { get; set; }

        public PriorityQueue<TaskCompletionSource, (int Rank, DateOnly Due, long Arrival)> Waiting { get; } = new();
    }

    private sealed class Turn(EconomicTurns turns, Line line) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                turns.Next(line);
            }
        }
    }
}

/// <param name="ByHand">A person asked for it and waits.</param>
/// <param name="Due">When the document falls due.</param>
public readonly record struct EconomicUrgency(bool ByHand, DateOnly? Due);
