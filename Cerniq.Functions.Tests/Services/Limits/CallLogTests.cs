using Cerniq.Functions.Services;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.Functions.Tests.Services.Limits;

public sealed class CallLogTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly RateClass Documents = new("documents", [new(30, TimeSpan.FromSeconds(100)), new(1000, TimeSpan.FromHours(1))], TimeSpan.FromSeconds(1));

    [Fact]
    public void No_stretch_of_time_ever_holds_more_calls_than_allowed() =>
        Prop.ForAll<NonNegativeInt[]>(gaps =>
        {
            var now = Start;
            var made = new List<DateTimeOffset>();
            IReadOnlyList<long[]>? kept = null;
            foreach (var gap in gaps.Concat(Enumerable.Repeat(NonNegativeInt.NewNonNegativeInt(100), 80)))
            {
                now += TimeSpan.FromMilliseconds(gap.Get * 37);
                var log = CallLog.Of(Documents, kept); // read anew each time, as after a restart
                if (log.FreeAt(now) <= now)
                {
                    log.Add(now);
                    made.Add(now);
                    kept = log.ToKeep();
                }
            }

            return made.All(from => made.Count(at => at >= from && at < from + TimeSpan.FromSeconds(100)) <= 30);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Tells_when_there_is_room_again_to_a_hundredth_of_the_window()
    {
        var log = CallLog.Of(Documents, kept: null);
        log.Add(Start, 30);

        log.Remaining(Start).ShouldBe(0);
        log.FreeAt(Start).ShouldBeInRange(Start.AddSeconds(100), Start.AddSeconds(101));
        log.FreeAt(Start.AddSeconds(101)).ShouldBe(Start.AddSeconds(101));
    }

    [Fact]
    public void A_call_that_moves_is_counted_once_and_from_its_later_moment()
    {
        var log = CallLog.Of(Documents, kept: null);
        log.Add(Start, 2);
        log.Move(Start, Start.AddSeconds(50));

        log.Remaining(Start.AddSeconds(50)).ShouldBe(28);
        log.Remaining(Start.AddSeconds(102)).ShouldBe(29);
        log.Remaining(Start.AddSeconds(152)).ShouldBe(30);
    }

    [Fact]
    public void Stays_small_however_many_calls_there_are()
    {
        var log = CallLog.Of(Documents, kept: null);
        for (var second = 0; second < 7200; second++)
        {
            log.Add(Start.AddSeconds(second));
        }

        log.ToKeep().Sum(window => window.Length).ShouldBeLessThan(2 * 2 * 102);
    }
}
