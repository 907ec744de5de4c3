using Cerniq.Functions.Anaf;

namespace Cerniq.Functions.Clients;

/// <summary>Gathers the codes that are asked for while a call is under way into the next call.</summary>
internal sealed class RegistryBatch(Func<IReadOnlyCollection<long>, CancellationToken, Task<VatRegistryResult>> ask)
{
    private readonly Lock _gate = new();
    private Dictionary<long, TaskCompletionSource<VatRegistration?>> _waiting = [];
    private bool _asking;

    public Task<VatRegistration?> AskAsync(long cui, CancellationToken cancellationToken)
    {
        TaskCompletionSource<VatRegistration?>? answer;
        lock (_gate)
        {
            if (!_waiting.TryGetValue(cui, out answer))
            {
                _waiting.Add(cui, answer = new(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            if (!_asking)
            {
                _asking = true;

                // It is nobody's own call: not the first asker's turn, nor its line in the trail.
                using (ExecutionContext.SuppressFlow())
                {
                    _ = Task.Run(AskAllAsync, CancellationToken.None);
                }
            }
        }

        return answer.Task.WaitAsync(cancellationToken);
    }

    private async Task AskAllAsync()
    {
        while (Take() is { } codes)
        {
            try
            {
                // Nobody's cancellation ends a call that others wait for; the client has its own time-out.
                var result = await ask(codes.Keys, CancellationToken.None);
                foreach (var (cui, answer) in codes)
                {
                    answer.TrySetResult(result.Found.GetValueOrDefault(cui));
                }
            }
            catch (Exception failure)
            {
                foreach (var answer in codes.Values)
                {
                    answer.TrySetException(failure);
                }
            }
        }
    }

    private Dictionary<long, TaskCompletionSource<VatRegistration?>>? Take()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _asking = false;
                return null;
            }

            var taken = _waiting;
            _waiting = [];
            return taken;
        }
    }
}
