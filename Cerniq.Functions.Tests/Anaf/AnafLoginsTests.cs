using System.Web;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.EFactura;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Anaf;

public sealed class AnafLoginsTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Uri Back = new("https://cerniq.example/api/efactura/oauth/callback");

    private readonly EFacturaBench _bench = new();
    private readonly StubService _stub = new();
    private string _list = """{"eroare":"Nu exista mesaje in intervalul selectat","titlu":"Lista Mesaje"}""";
    private int _refreshDays = 365;

    public async Task InitializeAsync()
    {
        await _bench.SetAsync("""{ "company_cui": "14399840", "environment": "production", "anaf_client_id": "client", "anaf_client_secret": "secret" }""");
        _stub.On("/token", _ => StubService.Answer($$"""{"access_token":"{{Token(90)}}","refresh_token":"{{Token(_refreshDays)}}","token_type":"Bearer","expires_in":7776000}"""))
            .On("/listaMesajePaginatieFactura", _ => StubService.Answer(_list));
        _stub.Clock.Advance(_bench.Clock.GetUtcNow() - _stub.Clock.GetUtcNow());
    }

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task Sends_a_person_to_ANAF_with_a_state_that_is_kept_as_its_hash()
    {
        var start = await Logins().BeginAsync(EFacturaBench.Tenant, Back, None);

        var query = HttpUtility.ParseQueryString(start.Address.Query);
        query["state"].ShouldBe(start.State);
        query["redirect_uri"].ShouldBe(Back.OriginalString);
        query["client_id"].ShouldBe("client");
        var rows = await _bench.Local.Tables.QueryAsync("anaflogins", "*states", new(null, null), None);
        var row = rows.Rows.ShouldHaveSingleItem();
        (row.Row + System.Text.Encoding.UTF8.GetString(row.Body.Span)).ShouldNotContain(start.State);
        System.Text.Encoding.UTF8.GetString(row.Body.Span).ShouldNotContain(start.Browser);
        start.Address.OriginalString.ShouldNotContain(start.Browser);
    }

    [Fact]
    public async Task A_state_opens_once_also_for_many_who_bring_it_at_once()
    {
        var start = await BeginAsync();

        var taken = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => TakeAsync(start))));

        taken.OfType<PendingLogin>().ShouldHaveSingleItem().Tenant.ShouldBe(EFacturaBench.Tenant);
        (await TakeAsync(start)).ShouldBeNull();
    }

    [Fact]
    public async Task A_state_runs_out()
    {
        var start = await BeginAsync();
        _bench.Clock.Advance(AnafLogins.StateLife);

        (await TakeAsync(start)).ShouldBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("guessed")]
    public async Task A_state_opens_nothing_in_another_browser_and_stays_good_for_its_own(string? shown)
    {
        var start = await BeginAsync();

        (await Logins().TakeAsync(start.State, shown, None)).IsElsewhere.ShouldBeTrue();

        (await TakeAsync(start)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("guessed")]
    [InlineData("../../acme|x")]
    public async Task A_state_that_was_never_given_out_opens_nothing(string state)
    {
        var start = await BeginAsync();

        (await Logins().TakeAsync(state, start.Browser, None)).Login.ShouldBeNull();
    }

    [Fact]
    public async Task Keeps_the_tokens_of_a_login_that_may_act_for_the_company()
    {
        var login = (await TakeAsync(await BeginAsync()))!;

        await Logins().CompleteAsync(login, "the-code", "c-1", None);

        (await Logins().StateAsync(EFacturaBench.Tenant, None)).RefreshExpiresAt!.Value.ShouldBe(_bench.Clock.GetUtcNow().AddDays(365), TimeSpan.FromDays(1));
        _stub.Requests.Single(sent => sent.Path.EndsWith("/token", StringComparison.Ordinal)).Body.ShouldContain("code=the-code");
    }

    [Fact]
    public async Task Does_not_keep_the_login_of_somebody_who_may_not_act_for_the_company()
    {
        _list = """{"eroare":"Nu aveti drept in SPV pentru CIF=14399840","titlu":"Lista Mesaje"}""";
        var login = (await TakeAsync(await BeginAsync()))!;

        var refused = await Should.ThrowAsync<ServiceException>(() => Logins().CompleteAsync(login, "the-code", "c-1", None));

        refused.Fault.Words.ShouldContain("Nu aveti drept");
        (await _bench.Local.Secrets.GetAsync(EFacturaBench.Tenant, AnafTokenKeeper.SecretName, None)).ShouldBeNull();
    }

    [Theory]
    [InlineData(365, 0)]
    [InlineData(29, 1)]
    [InlineData(3, 1)]
    public async Task Calls_a_person_before_the_login_ends(int days, int alerts)
    {
        _refreshDays = days;
        var login = (await TakeAsync(await BeginAsync()))!;
        await Logins().CompleteAsync(login, "the-code", "c-1", None);

        var watch = new AnafLoginWatch(Logins(), new AnafLoginTickets(_bench.Local.Tables, _bench.Clock), new AnafQuotas(_bench.Local.Tables, _bench.Clock), _bench.Connections, new TenantDirectory(_bench.Local.Tables, _bench.Clock), _bench.Alerts, _bench.Clock);
        await watch.LookAsync(EFacturaBench.Tenant, None);

        (await _bench.Alerts.ListAsync(EFacturaBench.Tenant, AlertStatus.Open, 10, null, None)).Rows.Count.ShouldBe(alerts);
    }

    [Fact]
    public async Task A_ticket_begins_one_login_of_its_company_while_it_holds()
    {
        var tickets = new AnafLoginTickets(_bench.Local.Tables, _bench.Clock);
        var (used, late) = (await tickets.IssueAsync("acme", None), await tickets.IssueAsync("other", None));

        (await tickets.TakeAsync(used.Value, None)).ShouldBe("acme");
        (await tickets.TakeAsync(used.Value, None)).ShouldBeNull();
        (await tickets.TakeAsync("guessed", None)).ShouldBeNull();
        _bench.Clock.Advance(AnafLogins.StateLife);
        (await tickets.TakeAsync(late.Value, None)).ShouldBeNull();
        await tickets.IssueAsync("acme", None);
        _bench.Clock.Advance(AnafLogins.StateLife);
        await tickets.ForgetOldAsync(None);
        (await _bench.Local.Tables.QueryAsync("anaflogins", "*tickets", new(null, null), None)).Rows.ShouldBeEmpty();
    }

    private Task<LoginStart> BeginAsync() => Logins().BeginAsync(EFacturaBench.Tenant, Back, None);

    private async Task<PendingLogin?> TakeAsync(LoginStart start) => (await Logins().TakeAsync(start.State, start.Browser, None)).Login;

    private AnafLogins Logins()
    {
        var callers = _stub.Callers();
        var tokens = new AnafTokens(callers, _bench.Local.Secrets);
        return new AnafLogins(_bench.Local.Tables, _bench.Connections, tokens, new AnafClients(callers, tokens), _bench.Trail, _bench.Clock);
    }

    /// <summary>A JWT that holds so many days.</summary>
    private string Token(int days)
    {
        var claims = $$"""{"exp":{{_bench.Clock.GetUtcNow().AddDays(days).ToUnixTimeSeconds()}}}""";
        return $"e30.{System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(claims))}.c2ln";
    }
}
