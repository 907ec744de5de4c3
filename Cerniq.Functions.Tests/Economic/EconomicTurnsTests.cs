using Cerniq.Functions.Economic;

namespace Cerniq.Functions.Tests.Economic;

public sealed class EconomicTurnsTests
{
    private readonly EconomicTurns _turns = new();

    [Fact]
    public async Task What_a_person_asked_for_goes_first_then_what_falls_due_first()
    {
        var running = await FillAsync("demo");
        var order = new List<string>();
        var waiting = new[]
        {
            PassAsync("late", new EconomicUrgency(false, new DateOnly(2026, 12, 31)), order),
            PassAsync("undated", new EconomicUrgency(false, null), order),
            PassAsync("soon", new EconomicUrgency(false, new DateOnly(2026, 12, 1)), order),
            PassAsync("by hand", new EconomicUrgency(true, null), order),
        };

        running[0].Dispose(); // one place: they go one after the other
        await Task.WhenAll(waiting);

        order.ShouldBe(["by hand", "soon", "late", "undated"]);
    }

    [Fact]
    public async Task One_company_does_not_wait_for_another()
    {
        await FillAsync("demo");

        (await _turns.WaitAsync("other", default, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_the_place_to_the_next()
    {
        var running = await FillAsync("demo");
        using var gone = new CancellationTokenSource();
        var first = _turns.WaitAsync("demo", new EconomicUrgency(true, null), gone.Token);
        var second = _turns.WaitAsync("demo", default, default);
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);

        running[0].Dispose();
        running[0].Dispose();

        (await second).ShouldNotBeNull();
        _turns.WaitAsync("demo", default, default).IsCompleted.ShouldBeFalse();
    }

    private async Task<List<IDisposable>> FillAsync(string books)
    {
        var running = new List<IDisposable>();
        for (var i = 0; i < EconomicTurns.AtOnce; i++)
        {
            running.Add(await _turns.WaitAsync(books, default, default));
        }

        return running;
    }

    private async Task PassAsync(string name, EconomicUrgency urgency, List<string> order)
    {
        using var turn = await _turns.WaitAsync("demo", urgency, default);
        lock (order)
        {
            order.Add(name);
        }
    }
}
