using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Anaf;

public sealed class AnafTokenKeeperTests
{
    private readonly AnafFixture anaf = new();

    private StubService Stub => anaf.Stub;

    [Fact]
    public async Task Refreshes_with_the_client_in_the_header_and_keeps_the_new_pair()
    {
        anaf.LoggingIn();

        (await anaf.Keeper.GetAsync(CancellationToken.None)).Value.ShouldBe("access-1");

        var sent = Stub.Requests.ShouldHaveSingleItem();
        sent.Headers["Authorization"].ShouldBe("Basic " + Convert.ToBase64String("client:secret"u8));
        sent.Body.ShouldBe("grant_type=refresh_token&refresh_token=refresh-0&token_content_type=jwt");
        anaf.Secrets.Values.Single().Value.ShouldContain("refresh-1");
    }

    [Fact]
    public async Task Fifty_callers_cause_one_refresh()
    {
        anaf.LoggingIn();
        var keeper = anaf.Keeper;

        var tokens = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => keeper.GetAsync(CancellationToken.None))));

        tokens.Select(token => token.Value).Distinct().ShouldBe(["access-1"]);
        Stub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task After_a_restart_the_stored_pair_is_used_without_a_refresh()
    {
        anaf.LoggingIn();
        await anaf.Keeper.GetAsync(CancellationToken.None);

        var restarted = new AnafTokens(anaf.Callers, anaf.Secrets).For("demo", AnafFixture.Connection);

        (await restarted.GetAsync(CancellationToken.None)).Value.ShouldBe("access-1");
        Stub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_next_refresh_uses_the_rotated_token()
    {
        anaf.LoggingIn(lifeInSeconds: 3600);
        var keeper = anaf.Keeper;
        await keeper.GetAsync(CancellationToken.None);
        Stub.Clock.Advance(TimeSpan.FromMinutes(56));

        (await keeper.GetAsync(CancellationToken.None)).Value.ShouldBe("access-2");

        Stub.Requests.Last().Body.ShouldContain("refresh_token=refresh-1");
    }

    [Fact]
    public async Task An_answer_without_a_refresh_token_leaves_the_old_one_in_force()
    {
        Stub.On("/token", """{"access_token":"a","token_type":"Bearer","expires_in":"60"}""");
        var keeper = anaf.Keeper;
        await keeper.GetAsync(CancellationToken.None);
        Stub.Clock.Advance(TimeSpan.FromMinutes(2));
        await keeper.GetAsync(CancellationToken.None);

        Stub.Requests.Last().Body.ShouldContain("refresh_token=refresh-0");
    }

    [Fact]
    public async Task Renews_ahead_of_the_end_only()
    {
        anaf.LoggingIn(lifeInSeconds: (int)TimeSpan.FromDays(90).TotalSeconds);
        var keeper = anaf.Keeper;
        await keeper.GetAsync(CancellationToken.None);

        Stub.Clock.Advance(TimeSpan.FromDays(70));
        await keeper.KeepFreshAsync(TimeSpan.FromDays(14), CancellationToken.None);
        Stub.Requests.Count.ShouldBe(1);
        Stub.Clock.Advance(TimeSpan.FromDays(7));
        var state = await keeper.KeepFreshAsync(TimeSpan.FromDays(14), CancellationToken.None);

        Stub.Requests.Count.ShouldBe(2);
        state.AccessExpiresAt.ShouldBe(Stub.Clock.GetUtcNow().AddDays(90));
        state.RefreshExpiresAt.ShouldBe(Stub.Clock.GetUtcNow().AddDays(365));
    }

    [Fact]
    public async Task Reads_the_ends_that_JWTs_tell_of_themselves()
    {
        var end = Stub.Clock.GetUtcNow().AddDays(3 * 365);
        Stub.On("/token", $$"""{"access_token":"{{Jwt(end.AddDays(-1))}}","refresh_token":"{{Jwt(end)}}","expires_in":60}""");

        var state = await anaf.Keeper.KeepFreshAsync(TimeSpan.FromDays(1), CancellationToken.None);

        state.ShouldBe(new AnafLoginState(end.AddDays(-1), end));
    }

    [Fact]
    public async Task Takes_over_the_pair_of_a_host_that_was_quicker()
    {
        var other = new AnafFixture();
        other.LoggingIn();
        await other.Keeper.GetAsync(CancellationToken.None);
        Stub.On("/token", _ =>
        {
            anaf.Secrets.Values["demo/anaf-tokens"] = other.Secrets.Values["demo/anaf-tokens"];
            return StubService.Answer("""{"error":"invalid_grant","error_description":"used"}""", 400);
        });

        (await anaf.Keeper.GetAsync(CancellationToken.None)).Value.ShouldBe("access-1");
    }

    [Theory]
    [InlineData("""{"error":"invalid_grant"}""")]
    [InlineData("""{"error":"invalid_client","error_description":"x"}""")]
    public async Task A_dead_refresh_token_is_an_authentication_fault(string body)
    {
        Stub.On("/token", body, 400);

        (await anaf.FaultOfAsync(anaf.Keeper.GetAsync(CancellationToken.None))).Kind.ShouldBe(FaultKind.Authentication);
    }

    [Fact]
    public async Task A_maintenance_page_is_no_token()
    {
        Stub.On("/token", "<html>Mentenanta</html>");

        (await anaf.FaultOfAsync(anaf.Keeper.GetAsync(CancellationToken.None))).Kind.ShouldBe(FaultKind.Unreadable);
    }

    [Fact]
    public async Task A_pair_that_could_not_be_stored_is_stored_before_it_is_used()
    {
        anaf.LoggingIn();
        var keeper = anaf.Keeper;
        anaf.Secrets.FailingWrites = new IOException("disk full");
        await Should.ThrowAsync<IOException>(() => keeper.GetAsync(CancellationToken.None));
        await Should.ThrowAsync<IOException>(() => keeper.GetAsync(CancellationToken.None));
        anaf.Secrets.FailingWrites = null;

        (await keeper.GetAsync(CancellationToken.None)).Value.ShouldBe("access-1");
        Stub.Requests.Count.ShouldBe(1);
        anaf.Secrets.Values.Single().Value.ShouldContain("refresh-1");
    }

    [Fact]
    public async Task A_newly_configured_refresh_token_takes_the_place_of_the_stored_pair()
    {
        anaf.LoggingIn();
        await anaf.Keeper.GetAsync(CancellationToken.None);

        await anaf.Tokens.For("demo", AnafFixture.Connection with { RefreshToken = "new" }).GetAsync(CancellationToken.None);

        Stub.Requests.Last().Body.ShouldContain("refresh_token=new");
    }

    [Fact]
    public async Task Without_a_refresh_token_the_tenant_is_not_configured() =>
        await Should.ThrowAsync<TenantNotConfiguredException>(
            () => anaf.Tokens.For("demo", AnafFixture.Connection with { RefreshToken = null }).GetAsync(CancellationToken.None));

    [Fact]
    public async Task Turns_the_code_of_a_login_into_tokens()
    {
        anaf.LoggingIn();
        var keeper = anaf.Tokens.For("demo", AnafFixture.Connection with { RefreshToken = null });
        var back = new Uri("https://cerniq.example/api/efactura/oauth/callback");

        keeper.AuthorizeAddress(back, "s 1").ToString().ShouldStartWith(
            "https://logincert.anaf.ro/anaf-oauth2/v1/authorize?response_type=code&client_id=client&redirect_uri=https%3A%2F%2Fcerniq.example");
        await keeper.ExchangeAsync("c0de", back, CancellationToken.None);

        (await keeper.GetAsync(CancellationToken.None)).Value.ShouldBe("access-1");
        Stub.Requests.ShouldHaveSingleItem().Body.ShouldStartWith("grant_type=authorization_code&code=c0de&redirect_uri=");
    }

    [Fact]
    public async Task Tells_its_end_without_asking_ANAF()
    {
        anaf.LoggingIn();

        (await anaf.Keeper.StateAsync(CancellationToken.None)).AccessExpiresAt.ShouldBeNull();
        await anaf.Keeper.GetAsync(CancellationToken.None);
        (await anaf.Keeper.StateAsync(CancellationToken.None)).AccessExpiresAt.ShouldBe(Stub.Clock.GetUtcNow().AddDays(90));
        Stub.Requests.Count.ShouldBe(1);
    }

    private static string Jwt(DateTimeOffset end) =>
        $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { exp = end.ToUnixTimeSeconds() })))}.c2ln";
}
