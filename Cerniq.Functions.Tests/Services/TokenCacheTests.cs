using Cerniq.Functions.Services;

namespace Cerniq.Functions.Tests.Services;

public sealed class TokenCacheTests
{
    private readonly ManualClock clock = new();
    private int fetched;

    [Fact]
    public async Task Fifty_callers_cause_one_login()
    {
        var login = new TaskCompletionSource();
        var cache = Cache(() => login.Task);
        var callers = Enumerable.Range(0, 50).Select(_ => Task.Run(() => cache.GetAsync(CancellationToken.None))).ToList();

        login.SetResult();
        var tokens = await Task.WhenAll(callers);

        tokens.Select(token => token.Value).Distinct().ShouldBe(["token 1"]);
        fetched.ShouldBe(1);
    }

    [Fact]
    public async Task Fetches_the_next_one_five_minutes_before_the_end()
    {
        var cache = Cache(() => Task.CompletedTask);
        await cache.GetAsync(CancellationToken.None);

        clock.Advance(TimeSpan.FromMinutes(54));
        (await cache.GetAsync(CancellationToken.None)).Value.ShouldBe("token 1");
        clock.Advance(TimeSpan.FromMinutes(1));
        (await cache.GetAsync(CancellationToken.None)).Value.ShouldBe("token 2");
    }

    [Fact]
    public async Task A_caller_that_goes_away_does_not_take_the_login_with_it()
    {
        var login = new TaskCompletionSource();
        var cache = Cache(() => login.Task);
        using var gone = new CancellationTokenSource();
        var first = cache.GetAsync(gone.Token);
        var second = cache.GetAsync(CancellationToken.None);

        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        login.SetResult();

        (await second).Value.ShouldBe("token 1");
        fetched.ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_login_is_tried_again_by_the_next_caller()
    {
        var works = false;
        var cache = Cache(() => works ? Task.CompletedTask : Task.FromException(new HttpRequestException()));
        await Should.ThrowAsync<HttpRequestException>(() => cache.GetAsync(CancellationToken.None));
        works = true;

        (await cache.GetAsync(CancellationToken.None)).Value.ShouldBe("token 2");
    }

    [Fact]
    public async Task Rejecting_an_old_token_keeps_the_new_one()
    {
        var cache = Cache(() => Task.CompletedTask);
        var first = await cache.GetAsync(CancellationToken.None);
        cache.Reject(first);
        var second = await cache.GetAsync(CancellationToken.None);
        cache.Reject(first);

        (await cache.GetAsync(CancellationToken.None)).ShouldBe(second);
        fetched.ShouldBe(2);
    }

    [Fact]
    public void A_token_does_not_show_itself() =>
        new AccessToken("67d6f8817c28d698bdae35728c7a30b02a75bd4d", clock.GetUtcNow()).ToString().ShouldNotContain("67d6");

    private TokenCache Cache(Func<Task> login) => new(
        async _ =>
        {
            var number = Interlocked.Increment(ref fetched);
            await login();
            return new AccessToken($"token {number}", clock.GetUtcNow().AddHours(1));
        },
        TimeSpan.FromMinutes(5),
        clock);
}
