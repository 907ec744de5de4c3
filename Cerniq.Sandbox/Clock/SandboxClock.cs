using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Clock;

/// <summary>The time by which the stand-ins work off what they were given. It runs at a speed of its own and goes on over restarts;
/// times that appear on the wire are always real ones.</summary>
internal sealed class SandboxClock(TimeProvider time, SandboxStore store)
{
    private static readonly Kind<ClockState> States = new("sandbox.clock", static _ => "clock");

    private ClockState _state = store.Read(session => session.Find(States, "clock")) ?? Standard(time);

    public double Speed => _state.Speed;

    public DateTimeOffset Now => time.GetUtcNow();

    public long RealMilliseconds => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Milliseconds of the sandbox's own time.</summary>
    public long Milliseconds => At(_state, RealMilliseconds);

    /// <summary>Sets how many sandbox seconds pass in a real one; 0 stands still.</summary>
    public async Task SetSpeedAsync(double speed)
    {
        var real = RealMilliseconds;
        var state = new ClockState(speed, At(_state, real), real);
        await store.WriteAsync(session => session.Put(States, state));
        _state = state;
    }

    /// <summary>Real time again, after everything was forgotten.</summary>
    public void Reset() => _state = Standard(time);

    private static ClockState Standard(TimeProvider time)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return new ClockState(1, now, now);
    }

    private static long At(ClockState state, long real) => state.SandboxMs + (long)((real - state.RealMs) * state.Speed);

    internal sealed record ClockState(double Speed, long SandboxMs, long RealMs);
}
