namespace Cerniq.Functions.Tests.EFactura;

public sealed class EFacturaOAuthTests(FilingApp app) : IClassFixture<FilingApp>
{
    private static readonly Uri Authorize = new("/api/efactura/oauth/demo/authorize", UriKind.Relative);

    [Fact]
    public async Task Logs_a_company_in_and_tells_how_long_the_login_holds()
    {
        var back = await AtAnafAsync();

        var (status, _, body) = await app.StepAsync(back);

        status.ShouldBe(200, body.ToString());
        body.GetProperty("tenant_id").GetString().ShouldBe("demo");
        var state = (await app.GetAsync("/api/efactura/oauth/demo")).Json;
        state.GetProperty("days_left").GetInt32().ShouldBeInRange(300, 366);
        state.GetProperty("access_days_left").GetInt32().ShouldBeInRange(80, 90);
    }

    [Fact]
    public async Task A_callback_is_good_once()
    {
        var back = await AtAnafAsync();

        (await app.StepAsync(back)).Status.ShouldBe(200);
        (await app.StepAsync(back)).Status.ShouldBe(400);
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

        (await app.StepAsync(refused)).Status.ShouldBe(400);
        (await app.StepAsync(back)).Status.ShouldBe(400);
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
    private async Task<Uri> AtAnafAsync()
    {
        var (status, login, _) = await app.StepAsync(Authorize, FilingApp.DemoKey);
        status.ShouldBe(302);
        var (redirected, back, _) = await app.StepAsync(login!);
        redirected.ShouldBe(302);
        back!.AbsolutePath.ShouldBe("/api/efactura/oauth/callback");
        return back;
    }
}
