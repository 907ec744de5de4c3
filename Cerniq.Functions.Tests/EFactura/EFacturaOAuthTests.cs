using System.Net;

namespace Cerniq.Functions.Tests.EFactura;

public sealed class EFacturaOAuthTests(FilingApp app) : IClassFixture<FilingApp>, IAsyncLifetime
{
    private readonly CookieContainer _browser = new();

    /// <summary>A code lives for a minute by the sandbox's clock: let that be a minute here.</summary>
    public Task InitializeAsync() => app.SandboxAsync("clock", new { speed = 1 });

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Logs_a_company_in_and_tells_how_long_the_login_holds()
    {
        var back = await AtAnafAsync();

        var (status, _, body) = await app.StepAsync(back, cookies: _browser);

        status.ShouldBe(200, body.ToString());
        body.GetProperty("tenant_id").GetString().ShouldBe("demo");
        var state = (await app.GetAsync("/api/efactura/oauth/demo")).Json;
        state.GetProperty("days_left").GetInt32().ShouldBeInRange(300, 366);
        state.GetProperty("access_days_left").GetInt32().ShouldBeInRange(80, 90);
        var metrics = await Telemetry.Scrape.OfAsync(app);
        metrics.Of("anaf_login_days_left", ("tenant_id", "demo")).ShouldBeInRange(300, 366);
        metrics.Of("anaf_quota_left", ("tenant_id", "demo"), ("cui", CuiOfDemo(await app.GetAsync("/api/efactura/quotas/demo"))), ("endpoint", "listaMesajePaginatieFactura"))
            .ShouldBeInRange(90_000, 99_999);
    }

    [Fact]
    public async Task A_callback_is_good_once()
    {
        var back = await AtAnafAsync();

        (await app.StepAsync(back, cookies: _browser)).Status.ShouldBe(200);
        (await app.StepAsync(back, cookies: _browser)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_stolen_state_opens_nothing_in_the_thiefs_browser_and_its_owner_goes_on()
    {
        var owner = await AtAnafAsync();

        var (status, _, body) = await app.StepAsync(owner, cookies: new CookieContainer());

        status.ShouldBe(400, body.ToString());
        body.GetProperty("success").GetBoolean().ShouldBeFalse();
        body.GetProperty("message").GetString()!.ShouldStartWith("state: belongs to a login that was begun in another browser");
        var trail = (await app.GetAsync("/api/tenants/demo/audit?subject=anaf/login")).Text;
        trail.ShouldContain("anaf login refused");
        trail.ShouldNotContain(StateOf(owner));
        (await app.StepAsync(owner, cookies: _browser)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task The_browsers_secret_is_out_of_reach_of_scripts_and_of_other_sites()
    {
        var reply = await app.GetAsync("/api/efactura/oauth/demo");
        reply.Headers.Contains("Set-Cookie").ShouldBeFalse();
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = app.Client.BaseAddress };
        browser.DefaultRequestHeaders.Add("x-api-key", FilingApp.DemoKey);

        using var begun = await browser.GetAsync(new Uri("/api/efactura/oauth/demo/authorize", UriKind.Relative));

        var cookie = begun.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ToLowerInvariant();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=lax");
        cookie.ShouldContain("path=/api/efactura/oauth/callback");
        cookie.ShouldContain("max-age=600");
        begun.Headers.Location!.OriginalString.ShouldNotContain(cookie.Split('=', ';')[1]);
    }

    [Fact]
    public async Task A_person_without_a_key_logs_in_by_a_link_that_is_good_once()
    {
        var link = await app.PostAsync("/api/efactura/oauth/demo/links", "");
        link.Status.ShouldBe(201, link.Text);
        var start = new Uri(link.Json.GetProperty("url").GetString()!);

        var (status, login, _) = await app.StepAsync(start, cookies: _browser);

        status.ShouldBe(302);
        var (_, back, _) = await app.StepAsync(login!, cookies: _browser);
        (await app.StepAsync(back!, cookies: _browser)).Status.ShouldBe(200);
        (await app.StepAsync(start, cookies: _browser)).Status.ShouldBe(400, "a link is good once");
        (await app.StepAsync(new Uri(start, "start?ticket=guessed"))).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_stolen_state_opens_nothing_once_its_owner_has_come_back_with_it()
    {
        var back = await AtAnafAsync();
        (await app.StepAsync(back, cookies: _browser)).Status.ShouldBe(200);
        var held = (await app.GetAsync("/api/efactura/oauth/demo")).Json.GetProperty("refresh_expires_at").GetRawText();
        var thief = await AtAnafAsync("thief", await ThiefAsync("thief"));

        var (status, _, body) = await app.StepAsync(With(thief, state: StateOf(back)), cookies: _browser);

        status.ShouldBe(400, body.ToString());
        body.GetProperty("message").GetString().ShouldBe("state: is not known, was used or has run out: begin the login anew");
        (await app.GetAsync("/api/efactura/oauth/demo")).Json.GetProperty("refresh_expires_at").GetRawText().ShouldBe(held);
        (await app.StepAsync(thief, cookies: _browser)).Status.ShouldBe(200, "the thief's own login is untouched");
    }

    /// <summary>ANAF gives a code to one application and takes it from that one only.</summary>
    [Fact]
    public async Task One_tenants_state_with_anothers_code_logs_neither_in()
    {
        var key = await ThiefAsync("pickpocket");
        var owner = await AtAnafAsync();
        var thief = await AtAnafAsync("pickpocket", key);
        var held = (await app.GetAsync("/api/efactura/oauth/demo")).Text;

        var (status, _, body) = await app.StepAsync(With(thief, state: StateOf(owner)), cookies: _browser);

        status.ShouldBe(502, body.ToString());
        body.GetProperty("message").GetString()!.ShouldStartWith("ANAF did not complete the login: ");
        body.GetProperty("message").GetString()!.ShouldEndWith("Begin the login anew.");
        (await app.GetAsync("/api/efactura/oauth/demo")).Text.ShouldBe(held);
        (await app.GetAsync("/api/efactura/oauth/pickpocket", key)).Json.GetProperty("message").GetString().ShouldBe("No login at ANAF on record");
        (await app.StepAsync(owner, cookies: _browser)).Status.ShouldBe(400, "a state is used up however its login ends");
    }

    [Theory]
    [InlineData("/api/efactura/oauth/callback")]
    [InlineData("/api/efactura/oauth/callback?code=abc")]
    [InlineData("/api/efactura/oauth/callback?code=abc&state=guessed")]
    public async Task A_callback_without_a_state_of_ours_is_refused(string path)
    {
        var (status, _, body) = await app.StepAsync(new Uri(path, UriKind.Relative));

        status.ShouldBe(400);
        body.GetProperty("success").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_login_that_the_person_broke_off_uses_the_state_up()
    {
        var back = await AtAnafAsync();
        var state = System.Web.HttpUtility.ParseQueryString(back.Query)["state"];
        var refused = new Uri($"/api/efactura/oauth/callback?error=access_denied&state={state}", UriKind.Relative);

        (await app.StepAsync(refused, cookies: _browser)).Status.ShouldBe(400);
        (await app.StepAsync(back, cookies: _browser)).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("/api/efactura/oauth/demo/authorize")]
    [InlineData("/api/efactura/oauth/demo")]
    [InlineData("/api/efactura/messages/demo")]
    [InlineData("/api/efactura/inbox/demo")]
    [InlineData("/api/efactura/quotas/demo")]
    public async Task Only_the_companys_own_key_opens_its_routes(string path)
    {
        var address = new Uri(path, UriKind.Relative);
        var other = await app.NewTenantAsync("other");

        (await app.StepAsync(address)).Status.ShouldBe(401);
        (await app.StepAsync(address, "cq_wrong")).Status.ShouldBe(401);
        (await app.StepAsync(address, other)).Status.ShouldBe(404);
    }

    /// <summary>Where ANAF sends the person back to, not yet visited.</summary>
    private async Task<Uri> AtAnafAsync(string tenant = "demo", string key = FilingApp.DemoKey)
    {
        var (status, login, _) = await app.StepAsync(new Uri($"/api/efactura/oauth/{tenant}/authorize", UriKind.Relative), key, _browser);
        status.ShouldBe(302);
        var (redirected, back, _) = await app.StepAsync(login!);
        redirected.ShouldBe(302);
        back!.AbsolutePath.ShouldBe("/api/efactura/oauth/callback");
        return back;
    }

    private async Task<string> ThiefAsync(string tenant)
    {
        var key = await app.NewTenantAsync(tenant);
        await app.SetAsync(tenant, new { company_cui = "14399840" });
        return key;
    }

    private static string CuiOfDemo(Hosting.Reply quotas) => quotas.Json.GetProperty("cui").GetString()!;

    private static string StateOf(Uri back) => System.Web.HttpUtility.ParseQueryString(back.Query)["state"]!;

    private static Uri With(Uri back, string state)
    {
        var query = System.Web.HttpUtility.ParseQueryString(back.Query);
        query["state"] = state;
        return new UriBuilder(back) { Query = query.ToString() }.Uri;
    }
}
