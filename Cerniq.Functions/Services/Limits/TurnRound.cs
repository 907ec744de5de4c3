namespace Cerniq.Functions.Services;

/// <summary>Decides whose turn it is at one moment. Pure: what is kept comes in and goes out.</summary>
/// <remarks>Two things are kept. The calls that were let through guarantee the limit, whoever comes when. The tail of the booked turns,
/// a pace apart, spreads those who wait, so that each is woken once and the limit is used up to the last call but a reserve.</remarks>
internal sealed class TurnRound
{
    /// <summary>Whoever comes later than so many paces has lost the turn and books another: a crowd that slept through an outage
    /// is spread again.</summary>
    private const int MostLate = 20;

    private readonly RateClass _of;
        private readonly CallLog _calls;
    private DateTimeOffset _tail;

    public TurnRound(RateClass of, ClassRow? kept, DateTimeOffset now)
    {
        _of = of;
        Now = now;
        var counts = kept is not null && string.Equals(kept.Limits, of.Signature, StringComparison.Ordinal);
        _calls = CallLog.Of(of, counts ? kept!.Calls : null);
        _tail = counts ? kept!.Tail : DateTimeOffset.MinValue;
    }

    public DateTimeOffset Now { get; }

    public bool HasChanged { get; private set; }

    public int Remaining => _calls.Remaining(Now);

    /// <summary>Until when spare calls may be made: they are counted as if made at that moment.</summary>
    public DateTimeOffset SpareUntil => Now + (_of.Limits.Min(limit => limit.Window) / 100);

    public ClassRow ToKeep() => new(_of.Signature, _calls.ToKeep(), _tail);

    public TurnAnswer Answer(TurnRequest request)
    {
        var free = _calls.FreeAt(Later(Now, request.PausedUntil));
        var isTurn = request.Booked <= Now;
        if (free <= Now && (isTurn || request.Holder is null || _tail <= Now))
        {
            _calls.Add(Now);
            HasChanged = true;
            return new TurnAnswer(TimeSpan.Zero);
        }

        if (request.Holder is null)
        {
            return Wait(free);
        }

        return request.Booked > Now ? Wait(request.Booked.Value)
            : request.Booked is { } at && Now - at <= MostLate * _of.Pace ? PutOff(free)
            : Book(free);
    }

    /// <summary>A call that was let through a while ago may have arrived only now: that is when it counts.</summary>
    public void ArrivedLate(DateTimeOffset letThrough)
    {
        _calls.Move(letThrough, Now);
        HasChanged = true;
    }

    /// <summary>Takes calls beforehand, as many as there is room for.</summary>
    public int TakeSpare(int wanted)
    {
        if (wanted <= 0 || !HasChanged || _tail > Now || _calls.FreeAt(Now, wanted) > Now)
        {
            return 0;
        }

        _calls.Add(SpareUntil, wanted);
        return wanted;
    }

    /// <summary>Somebody else's call is still counted: the turn is kept, a little later, and no time is lost.</summary>
    private TurnAnswer PutOff(DateTimeOffset free)
    {
        HasChanged = true;
        return new TurnAnswer(free - Now, Booked: free);
    }

    private TurnAnswer Book(DateTimeOffset free)
    {
        _tail = Later(free, _tail + _of.Pace);
        HasChanged = true;
        return new TurnAnswer(_tail - Now, Booked: _tail);
    }

    private TurnAnswer Wait(DateTimeOffset until) => new(until > Now ? until - Now : TimeSpan.FromMilliseconds(1));

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
