using System.Net;
using System.Text.Json;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>The series' nightly check, asked for by hand.</summary>
public sealed class SeriesTests
{
    [Fact]
    public async Task Finds_what_was_made_void_behind_our_back_and_warns_until_it_is_restored()
    {
        await using var machine = await Machine.StartAsync();
        foreach (var id in new[] { "S-1", "S-2", "S-3" })
        {
            await machine.PostDealAsync(SampleDeal.Of(id, deal => deal["options"]!["autoAccept"] = true));
            await machine.UntilAsync(id, "EINVOICE_ACCEPTED");
        }

        var whole = await CheckAsync(machine);
        whole.GetProperty("isWhole").GetBoolean().ShouldBeTrue(whole.ToString());
        (whole.GetProperty("documents").GetInt32(), whole.GetProperty("notOurs").GetInt32()).ShouldBe((3, 0));

        await AtOblioAsync(machine, "cancel", "FCT", "0002");
        var broken = await CheckAsync(machine);
        broken.GetProperty("canceledAtOblio").EnumerateArray().Select(n => n.GetInt64()).ShouldBe([2]);
        (await OpenAlertsAsync(machine)).ShouldContain("series_gap");

        await AtOblioAsync(machine, "restore", "FCT", "0002");
        (await CheckAsync(machine)).GetProperty("isWhole").GetBoolean().ShouldBeTrue();
        (await OpenAlertsAsync(machine)).ShouldNotContain("series_gap");
        var (status, kept, _) = await machine.CallAsync(HttpMethod.Get, "tenants/demo/series");
        status.ShouldBe(HttpStatusCode.OK);
        kept.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    private static async Task<JsonElement> CheckAsync(Machine machine)
    {
        var (status, body, _) = await machine.CallAsync(HttpMethod.Post, "tenants/demo/series/check");
        status.ShouldBe(HttpStatusCode.OK, body.ToString());
        return body.GetProperty("items").EnumerateArray().Single();
    }

    private static async Task<List<string?>> OpenAlertsAsync(Machine machine)
    {
        var (_, alerts, _) = await machine.CallAsync(HttpMethod.Get, "tenants/demo/alerts?status=Open");
        return [.. alerts.GetProperty("items").EnumerateArray().Select(alert => alert.GetProperty("kind").GetString())];
    }

    /// <summary>As a person in Oblio's own pages.</summary>
    private static async Task AtOblioAsync(Machine machine, string verb, string series, string number)
    {
        using var http = new HttpClient { BaseAddress = machine.SandboxAddress };
        using var login = await http.PostAsync(
            new Uri("oblio/api/authorize/token", UriKind.Relative),
            new FormUrlEncodedContent([new("client_id", "demo@sandbox.cerniq"), new("client_secret", "secret-demo@sandbox.cerniq")]));
        var token = JsonSerializer.Deserialize<JsonElement>(await login.Content.ReadAsStringAsync()).GetProperty("access_token").GetString();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var invoice = (await machine.LedgerAsync()).GetProperty("oblio").GetProperty("invoices")[0];
        using var answer = await http.PutAsync(
            new Uri($"oblio/api/docs/invoice/{verb}", UriKind.Relative),
            new FormUrlEncodedContent([new("cif", invoice.GetProperty("cif").GetString()), new("seriesName", series), new("number", number)]));
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }
}
