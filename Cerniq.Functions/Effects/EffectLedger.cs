using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Effects;

/// <summary>Makes an effect that costs money or goes to the tax office happen once (design section 4, rule 1).</summary>
/// <remarks>Intended before the call, done after it. Whoever finds an intent without a result asks the service before
/// sending again. Of two attempts at one time one acts; the other is told to come back and then gets the winner's result.</remarks>
public sealed class EffectLedger(ITableStore tables, EffectHolder holder, TimeProvider clock, EffectMetrics? metrics = null)
{
    private const string Table = "effects";

    /// <summary>How long an attempt may take before another may believe it dead.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>When an attempt is cut off: before its lease ends, so that nobody acts on a claim that another may have taken over.</summary>
    public static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(50);

    /// <summary>Carries the effect out unless it has happened, and returns its result either way.</summary>
    /// <param name="tenant">Whose effect it is.</param>
    /// <param name="key">Deterministic, such as <c>oblio/invoice/N-1</c>.</param>
    /// <param name="ask">Asks the service whether it happened: its result, or null when it certainly did not.</param>
    /// <param name="act">Does it.</param>
    /// <exception cref="EffectInProgressException">Another attempt is at it; try again a little later.</exception>
    /// <exception cref="TimeoutException">The attempt took longer than <see cref="AttemptLimit"/>; what is on record says that
    /// it may have happened.</exception>
    /// <exception cref="ServiceException">The service did not answer or refused; what is on record stays.</exception>
    public async Task<T> OnceAsync<T>(
        string tenant,
        string key,
        Func<CancellationToken, Task<T?>> ask,
        Func<CancellationToken, Task<T>> act,
        CancellationToken cancellationToken)
        where T : class
    {
        var claim = await ClaimAsync<T>(tenant, key, cancellationToken);
        if (claim.Result is { } done)
        {
            return done;
        }

        try
        {
            var result = await AttemptAsync(key, claim.MayHaveHappened, ask, act, cancellationToken);
            await RecordAsync(tenant, key, claim, result);
            return result;
        }
        catch (Exception failure)
        {
            await ReleaseAsync(tenant, key, claim, failure);
            throw;
        }
    }

    private async Task<T> AttemptAsync<T>(
        string key,
        bool mayHaveHappened,
        Func<CancellationToken, Task<T?>> ask,
        Func<CancellationToken, Task<T>> act,
        CancellationToken cancellationToken)
        where T : class
    {
        using var limit = new CancellationTokenSource(AttemptLimit, clock);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var result = mayHaveHappened ? await ask(attempt.Token) : null;
            return result ?? await act(attempt.Token);
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"«{key}» took longer than {AttemptLimit.TotalSeconds} s.", late);
        }
    }

    private async Task<Claim<T>> ClaimAsync<T>(string tenant, string key, CancellationToken cancellationToken)
        where T : class
    {
        var now = clock.GetUtcNow();
        var row = RowKey.Of(key);
        var found = await tables.GetAsync(Table, tenant, row, cancellationToken);
        var known = found is null ? null : CerniqJson.Read<EffectRecord<T>>(found.Body);
        if (known?.Result is { } result)
        {
            return new Claim<T>(result, MayHaveHappened: true, known, found!.ETag);
        }

        if (known is { LeaseUntil: { } until } && until > now && !holder.KnowsDead(known.Holder))
        {
            throw new EffectInProgressException(key, until);
        }

        var mine = new EffectRecord<T>(key, known?.IntendedAt ?? now, (known?.Attempts ?? 0) + 1, now + Lease, known is not null && !known.SurelyNot, null, null, Holder: holder.Id);
        TableOperation write = found is null
            ? new TableOperation.Insert(row, CerniqJson.Write(mine))
            : new TableOperation.Replace(row, CerniqJson.Write(mine), found.ETag);
        var written = await tables.WriteAsync(Table, tenant, [write], cancellationToken);
        if (written.Applied && known is { LastError: null })
        {
            // Neither a result nor an error: whoever was at it has died.
            metrics?.Stalled(key);
        }

        return written.Applied
            ? new Claim<T>(null, mine.MayHaveHappened, mine, written.ETags[0])
            : throw new EffectInProgressException(key, now + Lease);
    }

    /// <summary>Not to be cancelled: what has happened must be on record.</summary>
    private async Task RecordAsync<T>(string tenant, string key, Claim<T> claim, T result)
        where T : class
    {
        var done = claim.Record with { Result = result, DoneAt = clock.GetUtcNow(), LeaseUntil = null };
        await tables.WriteAsync(
            Table, tenant, [new TableOperation.Upsert(RowKey.Of(key), CerniqJson.Write(done))], CancellationToken.None);
    }

    /// <summary>Gives the claim back at once, so that the next attempt need not wait for the lease to run out.</summary>
    private async Task ReleaseAsync<T>(string tenant, string key, Claim<T> claim, Exception failure)
        where T : class
    {
        // Only a first attempt that was refused for certain leaves no doubt behind.
        var fault = (failure as ServiceException)?.Fault;
        var surelyNot = fault is { Ambiguous: false } && !claim.MayHaveHappened;
        var open = claim.Record with { LeaseUntil = null, SurelyNot = surelyNot, LastError = fault?.Words ?? failure.GetType().Name };
        await tables.WriteAsync(
            Table, tenant, [new TableOperation.Replace(RowKey.Of(key), CerniqJson.Write(open), claim.ETag)], CancellationToken.None);
    }

    private sealed record Claim<T>(T? Result, bool MayHaveHappened, EffectRecord<T> Record, string ETag)
        where T : class;
}
