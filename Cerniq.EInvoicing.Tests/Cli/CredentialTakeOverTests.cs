using System.Net;
using System.Text;
using System.Text.Json;
using Cerniq.Cli.Http;
using Cerniq.Cli.Migration;

namespace Cerniq.EInvoicing.Tests.Cli;

public sealed class CredentialTakeOverTests
{
    private const string Secret = "SECRET-9f2c";
    private const string AppKey = "base64:QUJD";
    private const string Taken = """{"imported":["anaf_client_id","anaf_client_secret"],"ignored":["alias"],"certificate":{"subject":"CN=Acme","notAfter":"2030-01-01T00:00:00Z","sha256":"ab12"}}""";

    private readonly StringWriter _said = new();

    [Fact]
    public async Task What_was_taken_over_is_named_and_never_shown()
    {
        using var app = new AppStandIn(_ => (HttpStatusCode.OK, Taken));
        (await RunAsync(app, $$$"""{"efactura_credentials":{"client_secret":"{{{Secret}}}"}}""")).ShouldBe(0);
        app.Calls.ShouldHaveSingleItem().Path.ShouldBe("/api/tenants/acme/credentials/import");
        _said.ToString().ShouldContain("taken over: anaf_client_id, anaf_client_secret");
        _said.ToString().ShouldContain("CN=Acme, valid until 2030-01-01, SHA-256 ab12");
        _said.ToString().ShouldContain("not needed here: alias");
        _said.ToString().ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("""[{"tenant_id":1,"key":"efactura_signing","value":"v"}]""", """{"app_key":"base64:QUJD","rows":[{"tenant_id":1,"key":"efactura_signing","value":"v"}]}""")]
    [InlineData("""{"app_key":"other","rows":[]}""", """{"app_key":"base64:QUJD","rows":[]}""")]
    [InlineData("""{"efactura_signing":"v"}""", """{"app_key":"base64:QUJD","efactura_signing":"v"}""")]
    public async Task Laravels_key_goes_with_the_rows_in_JSON(string file, string sent)
    {
        using var app = new AppStandIn(_ => (HttpStatusCode.OK, Taken));
        (await RunAsync(app, file, AppKey)).ShouldBe(0);
        JsonElement.DeepEquals(JsonElement.Parse(app.Calls[0].Body), JsonElement.Parse(sent)).ShouldBeTrue(app.Calls[0].Body);
    }

    [Fact]
    public async Task Laravels_key_goes_in_a_header_beside_a_CSV()
    {
        using var app = new AppStandIn(_ => (HttpStatusCode.OK, Taken));
        (await RunAsync(app, "tenant_id,key,value\n1,efactura_signing,v\n", AppKey)).ShouldBe(0);
        app.Calls[0].Headers["x-app-key"].ShouldBe(AppKey);
        app.Calls[0].Body.ShouldBe("tenant_id,key,value\n1,efactura_signing,v\n");
    }

    [Fact]
    public async Task A_refusal_names_the_line_and_that_a_key_may_be_needed()
    {
        using var app = new AppStandIn(_ => (HttpStatusCode.BadRequest, """{"detail":"efactura_signing: no","errors":{"efactura_signing":["the value is sealed"]}}"""));
        (await RunAsync(app, $"tenant_id,key,value\n1,efactura_credentials,{Secret}\n1,efactura_signing,{Secret}\n")).ShouldBe(1);
        _said.ToString().ShouldContain("export:3: efactura_signing: the value is sealed");
        _said.ToString().ShouldContain("--app-key");
        _said.ToString().ShouldContain("nothing was taken over");
        _said.ToString().ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("{\n\"efactura_credentials\": SECRET-9f2c}", null, "export:2: it is not valid JSON")]
    [InlineData("key;value\nefactura_credentials;SECRET-9f2c\n", null, "export:1: the columns are separated by semicolons")]
    [InlineData("name,value\nefactura_credentials,SECRET-9f2c\n", null, "export:1: the first line has not")]
    [InlineData("key,value\nefactura_credentials,\"SECRET-9f2c\n", null, "export:2: a quotation mark")]
    [InlineData("key,value\nefactura_credentials,v\n", "SECRET-9f2c\nx", "the APP_KEY holds characters")]
    public async Task What_cannot_be_read_is_not_sent_and_not_quoted(string file, string? appKey, string words)
    {
        using var app = new AppStandIn(_ => (HttpStatusCode.OK, Taken));
        (await RunAsync(app, file, appKey)).ShouldBe(2);
        app.Calls.ShouldBeEmpty();
        _said.ToString().ShouldContain(words);
        _said.ToString().ShouldNotContain(Secret);
    }

    [Fact]
    public async Task Secrets_do_not_leave_the_machine_unencrypted()
    {
        using var app = new AppStandIn(_ => (HttpStatusCode.OK, Taken));
        (await RunAsync(app, "{}", address: "http://app.example")).ShouldBe(2);
        app.Calls.ShouldBeEmpty();
        _said.ToString().ShouldContain("https");
    }

    private async Task<int> RunAsync(AppStandIn standIn, string file, string? appKey = null, string address = "http://127.0.0.1:7071")
    {
        using var app = AppConnection.Open(address, "the-admins", standIn).App.ShouldNotBeNull();
        return await new CredentialTakeOver(app, "acme", "export", _said, _said).RunAsync(Encoding.UTF8.GetBytes(file), appKey, CancellationToken.None);
    }
}
