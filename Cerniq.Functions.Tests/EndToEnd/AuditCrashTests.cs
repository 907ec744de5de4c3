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
            var filed = await machine.UntilAsync($"CHAIN-{i}", "EINVOICE_ACCEPTED", 120);
            filings.Add(filed.GetProperty("efactura").GetProperty("queueId").GetInt64());
        }

        foreach (var queueId in filings)
        {
            (await EventsAsync(machine, queueId)).ShouldBe(Events);
        }

        var (status, verdict, _) = await machine.CallAsync(HttpMethod.Get, "tenants/demo/audit/verify");
        status.ShouldBe(HttpStatusCode.OK);
        verdict.GetProperty("valid").GetBoolean().ShouldBeTrue(verdict.ToString());
        var (_, compliance, _) = await machine.CallAsync(HttpMethod.Get, "tenants/demo/compliance?limit=200");
        compliance.GetProperty("items").EnumerateArray().Count(line => line.GetProperty("status").GetString() == "success").ShouldBe(Deals);
    }

    /// <summary>What was left untold at a kill is told within seconds.</summary>
    private static async Task<IReadOnlyList<string>> EventsAsync(Machine machine, long queueId)
    {
        var until = TimeProvider.System.GetUtcNow().AddSeconds(60);
        while (true)
        {
            var (_, body, _) = await machine.CallAsync(HttpMethod.Get, $"tenants/demo/audit?limit=200&subject=efactura/{queueId}");
            var seen = body.GetProperty("items").EnumerateArray().Where(IsEvent).Select(line => line.GetProperty("action").GetString()!).Order(StringComparer.Ordinal).ToList();
            if (Events.All(seen.Contains) || TimeProvider.System.GetUtcNow() > until)
            {
                return seen;
            }

            await Task.Delay(100);
        }
    }

    private static bool IsEvent(JsonElement line) =>
        line.GetProperty("kind").GetString() == "Event" && line.GetProperty("action").GetString() != "efactura_processing";
}
