using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Cerniq.Functions.Tests.Sandbox.Oblio;

public sealed class OblioAccessTests : IClassFixture<SandboxHost>
{
    private readonly SandboxHost _sandbox;

    public OblioAccessTests(SandboxHost sandbox) => _sandbox = sandbox;

    [Fact]
    public async Task A_token_is_forty_hexadecimal_digits_outside_the_envelope_with_numbers_as_strings()
    {
        using var response = await _sandbox.Http.PostAsJsonAsync("/oblio/api/authorize/token", new { client_id = "a@b.ro", client_secret = "secret-a@b.ro" });
        var token = await SandboxHost.JsonAsync(response);
        Regex.IsMatch((string)token["access_token"]!, "^[0-9a-f]{40}$", RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBeTrue();
        ((string)token["expires_in"]!).ShouldBe("3600");
        ((string)token["token_type"]!).ShouldBe("Bearer");
    }

    [Fact]
    public async Task A_wrong_secret_and_a_wrong_token_are_refused()
    {
        using var response = await _sandbox.Http.PostAsJsonAsync("/oblio/api/authorize/token", new { client_id = "a@b.ro", client_secret = "guess" });
        await SandboxHost.JsonAsync(response, HttpStatusCode.BadRequest);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/oblio/api/nomenclature/companies");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", new string('0', 40));
        using var refused = await _sandbox.Http.SendAsync(request);
        var body = await SandboxHost.JsonAsync(refused, HttpStatusCode.Unauthorized);
        ((string)body["statusMessage"]!).ShouldBe("The access token provided is invalid");
    }

    [Fact]
    public async Task A_form_with_brackets_is_read_like_json()
    {
        var oblio = await OblioSession.OpenAsync(_sandbox);
        var made = await oblio.DataAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice());
        using var token = await _sandbox.Http.PostAsJsonAsync("/oblio/api/authorize/token", new { client_id = "demo@sandbox.cerniq", client_secret = "secret-demo@sandbox.cerniq" });
        using var request = new HttpRequestMessage(HttpMethod.Put, "/oblio/api/docs/invoice/collect");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (string)(await SandboxHost.JsonAsync(token))["access_token"]!);
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["cif"] = OblioSession.Cif,
            ["seriesName"] = "FCT",
            ["number"] = (string)made["number"]!,
            ["collect[type]"] = "Card",
            ["collect[documentNumber]"] = "X1",
            ["collect[value]"] = "100.5",
        });
        using var response = await _sandbox.Http.SendAsync(request);
        ((decimal)(await SandboxHost.JsonAsync(response))["data"]!["collects"]![0]!["value"]!).ShouldBe(100.5m);
    }

    [Theory]
    [InlineData("{\"cif\":")]
    [InlineData("{\"cif\":\"1\",\"cif\":\"2\"}")]
    [InlineData("{\"cif\":\"37311090\",\"seriesName\":\"FCT\",\"client\":{\"name\":\"A\"},\"products\":[{\"name\":\"P\",\"price\":7e27,\"quantity\":7e27}]}")]
    [InlineData("[1]")]
    public async Task What_cannot_be_read_is_refused_with_400(string body)
    {
        using var token = await _sandbox.Http.PostAsJsonAsync("/oblio/api/authorize/token", new { client_id = "m", client_secret = "secret-m" });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oblio/api/docs/invoice") { Content = new StringContent(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (string)(await SandboxHost.JsonAsync(token))["access_token"]!);
        using var response = await _sandbox.Http.SendAsync(request);
        ((int)(await SandboxHost.JsonAsync(response, HttpStatusCode.BadRequest))["status"]!).ShouldBe(400);
    }

    [Fact]
    public async Task The_standard_rate_is_twenty_one_and_is_called_percent()
    {
        var oblio = await OblioSession.OpenAsync(_sandbox);
        var rates = (await oblio.DataAsync(HttpMethod.Get, $"nomenclature/vat_rates?cif={OblioSession.Cif}")).AsArray();
        var standard = rates.Single(static rate => (bool)rate!["default"]!)!;
        ((string)standard["name"]!).ShouldBe("Normala");
        ((decimal)standard["percent"]!).ShouldBe(21);
    }

    [Fact]
    public async Task Saved_clients_are_found_by_their_code_with_and_without_RO()
    {
        var oblio = await OblioSession.OpenAsync(_sandbox);
        var body = OblioSession.Invoice();
        body["client"]!["save"] = 1;
        await oblio.DataAsync(HttpMethod.Post, "docs/invoice", body);
        var found = (await oblio.DataAsync(HttpMethod.Get, $"nomenclature/clients?cif={OblioSession.Cif}&clientCif=14399840")).AsArray();
        ((string)found.Single()!["name"]!).ShouldBe("DANTE INTERNATIONAL SA");
    }

    [Fact]
    public async Task The_thirty_first_creation_in_a_hundred_seconds_is_refused_once_limits_are_on()
    {
        var oblio = await OblioSession.OpenAsync(_sandbox, "limited@sandbox.cerniq");
        await _sandbox.ControlAsync("limits", new { oblio = true });
        try
        {
            var statuses = new List<HttpStatusCode>();
            for (var i = 0; i < 31; i++)
            {
                using var response = await oblio.SendAsync(HttpMethod.Post, "docs/invoice", OblioSession.Invoice("limit"));
                statuses.Add(response.StatusCode);
            }

            statuses.Take(30).ShouldAllBe(static status => status == HttpStatusCode.OK);
            statuses[30].ShouldBe(HttpStatusCode.TooManyRequests);
        }
        finally
        {
            await _sandbox.ControlAsync("limits", new { oblio = false });
        }
    }
}
