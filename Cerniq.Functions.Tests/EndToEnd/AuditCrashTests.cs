using System.Net;
using System.Text.Json;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>The trail under <c>kill -9</c>: sound afterwards, and every filing's events in it once.</summary>
public sealed class AuditCrashTests
{
    private const int Deals = 6;

    private static readonly string[] Events = ["efactura_accepted", "efactura_submitted", "invoice_xml_generated"];

    [Fact]
    public async Task The_trail_is_sound_and_whole_after_the_app_was_killed_again_and_again()
    {
        await using var machine = await Machine.StartAsync();
        for (var i = 0; i < Deals; i++)
        {
            await machine.PostDealAsync(SampleDeal.Of($"CHAIN-{i}", deal => deal["options"]!["autoAccept"] = true));
            if (i % 2 == 1)
            {
                machine.App.Kill();
                await machine.App.StartAsync();
            }
        }

        var filings = new List<long>();
        for (var i = 0; i < Deals; i++)
        {
            var filed = await machine.UntilAsync($"CHAIN-{i}", "EINVOICE_ACCEPTED");
            filings.Add(filed.GetProperty("efactura").GetProperty("queueId").GetInt64());
        }

        foreach (var queueId in filings)
        {
            (await EventsAsync(machine, queueId)).ShouldBe(Events);
        }

        var (status, verdict, _) = await machine.CallAsync(HttpMethod.Get, "tenants/demo/audit/verify");
        status.ShouldBe(HttpStatusCode.OK);
        verdict.GetProperty("valid").GetBoolean().ShouldBeTrue(verdict.ToString());
        (await SuccessesAsync(machine)).ShouldBe(Deals);
    }

    /// <summary>A filing's compliance line is told with its event, and like that by the next sweep if the process dies between the two.</summary>
    private static Task<int> SuccessesAsync(Machine machine) => Eventually.SeeAsync(
        async () => (await machine.CallAsync(HttpMethod.Get, "tenants/demo/compliance?limit=200")).Body
            .GetProperty("items").EnumerateArray().Count(line => line.GetProperty("status").GetString() == "success"),
        successes => successes >= Deals,
        "a compliance line for each filing");

    /// <summary>What was left untold at a kill is told by the next sweep.</summary>
    private static Task<List<string>> EventsAsync(Machine machine, long queueId) => Eventually.SeeAsync(
        async () =>
        {
            var (_, body, _) = await machine.CallAsync(HttpMethod.Get, $"tenants/demo/audit?limit=200&subject=efactura/{queueId}");
            return body.GetProperty("items").EnumerateArray().Where(IsEvent).Select(line => line.GetProperty("action").GetString()!).Order(StringComparer.Ordinal).ToList();
        },
        seen => Events.All(seen.Contains),
        $"all events of filing {queueId}");

    private static bool IsEvent(JsonElement line) =>
        line.GetProperty("kind").GetString() == "Event" && line.GetProperty("action").GetString() != "efactura_processing";
}
