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
    private readonly DateTimeOffset _now;
    private readonly CallLog _calls;
    private DateTimeOffset _tail;

    public TurnRound(RateClass of, ClassRow? kept, DateTimeOffset now)
    {
        _of = of;
        _now = now;
        var counts = kept is not null && string.Equals(kept.Limits, of.Signature, StringComparison.Ordinal);
        _calls = CallLog.Of(of, counts ? kept!.Calls : null);
        _tail = counts ? kept!.Tail : DateTimeOffset.MinValue;
    }

    public bool HasChanged { get; private set; }

    public int Remaining => _calls.Remaining(_now);

    /// <summary>Until when spare calls may be made: they are counted as if made at that moment.</summary>
    public DateTimeOffset SpareUntil => _now + (_of.Limits.Min(limit => limit.Window) / 100);

    public ClassRow ToKeep() => new(_of.Signature, _calls.ToKeep(), _tail);

    public TurnAnswer Answer(TurnRequest request)
    {
        var free = _calls.FreeAt(Later(_now, request.PausedUntil));
        var isTurn = request.Booked <= _now;
        if (free <= _now && (isTurn || request.Holder is null || _tail <= _now))
        {
            _calls.Add(_now);
            HasChanged = true;
            return new TurnAnswer(TimeSpan.Zero);
        }

        if (request.Holder is null)
        {
            return Wait(free);
        }

        return request.Booked > _now ? Wait(request.Booked.Value)
            : request.Booked is { } at && _now - at <= MostLate * _of.Pace ? PutOff(free)
            : Book(free);
    }

    /// <summary>Takes calls beforehand, as many as there is room for.</summary>
    public int TakeSpare(int wanted)
    {
        if (wanted <= 0 || !HasChanged || _tail > _now || _calls.FreeAt(_now, wanted) > _now)
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
        return new TurnAnswer(free - _now, Booked: free);
    }

    private TurnAnswer Book(DateTimeOffset free)
    {
        _tail = Later(free, _tail + _of.Pace);
        HasChanged = true;
        return new TurnAnswer(_tail - _now, Booked: _tail);
    }

    private TurnAnswer Wait(DateTimeOffset until) => new(until > _now ? until - _now : TimeSpan.FromMilliseconds(1));

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
