using System.Globalization;
using System.Net;
using System.Text.Json;
using Cerniq.Functions.Tests.EFactura;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>Many filings while a fifth of ANAF's answers fails and the app is killed now and then: each is accepted once.</summary>
/// <remarks>Forty by default; CERNIQ_LOAD sets another number, such as 1000.</remarks>
public sealed class FilingLoadTests
{
    private const int PageSize = 200;
    private static readonly int Filings =
        int.TryParse(Environment.GetEnvironmentVariable("CERNIQ_LOAD"), CultureInfo.InvariantCulture, out var set) ? set : 40;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240 + Filings);

    [Fact]
    public async Task Every_invoice_is_accepted_exactly_once_though_a_fifth_fails_and_the_app_is_killed()
    {
        await using var machine = await Machine.StartAsync();
        await machine.CallAsync(HttpMethod.Put, "tenants/demo/settings", new { retry_schedule_minutes = new[] { 1 }, retry_max_attempts = 20, efactura_reconcile_seconds = 10 });
        await FailAFifthAsync(machine);

        for (var number = 1; number <= Filings; number++)
        {
            await SubmitAsync(machine, number);
            if (number % (Filings / 2) == 0)
            {
                await KillAsync(machine);
            }
        }

        var stats = await UntilAllAcceptedAsync(machine);
        stats.GetProperty("accepted").GetInt32().ShouldBe(Filings);
        await ShouldBeOnceInTheLedgerAsync(machine);
        await ShouldHaveEvidenceAsync(machine);
    }

    /// <summary>One answer in five, mixed; rates of single faults add up.</summary>
    private static async Task FailAFifthAsync(Machine machine)
    {
        foreach (var fault in new object[]
        {
            new { service = "anaf", route = "/FCTEL/rest/", kind = "reset-after", rate = 0.04, seed = 1 },
            new { service = "anaf", route = "/FCTEL/rest/", kind = "reset-before", rate = 0.04, seed = 2 },
            new { service = "anaf", route = "/FCTEL/rest/", kind = "status", status = 503, rate = 0.04, seed = 3 },
            new { service = "anaf", route = "/FCTEL/rest/", kind = "status", status = 429, rate = 0.02, seed = 4 },
            new { service = "anaf", route = "/FCTEL/rest/", kind = "html", rate = 0.03, seed = 5 },
            new { service = "anaf", route = "/FCTEL/rest/", kind = "latency", ms = 400, rate = 0.03, seed = 6 },
        })
        {
            await machine.SandboxAsync(HttpMethod.Post, "faults", fault);
        }
    }

    private static async Task SubmitAsync(Machine machine, int number)
    {
        var body = $$"""{ "tenant": "demo", "invoice_id": {{number}}, "invoice": {{EFacturaRouteTests.Invoice($"LOAD-{number:D5}")}} }""";
        var (status, answer, _) = await machine.CallAsync(HttpMethod.Post, "efactura/submit", body);
        status.ShouldBe(HttpStatusCode.OK, answer.ToString());
    }

    private static async Task KillAsync(Machine machine)
    {
        machine.App.Kill();
        await machine.App.StartAsync();
    }

    private static async Task<JsonElement> UntilAllAcceptedAsync(Machine machine)
    {
        var until = TimeProvider.System.GetUtcNow() + Patience;
        while (true)
        {
            var (_, body, _) = await machine.CallAsync(HttpMethod.Get, "efactura/stats/demo");
            var stats = body.GetProperty("stats");
            if (stats.GetProperty("accepted").GetInt32() + stats.GetProperty("rejected").GetInt32() >= Filings)
            {
                return stats;
            }

            (TimeProvider.System.GetUtcNow() < until).ShouldBeTrue($"Not all were accepted in time: {stats}");
            await Task.Delay(200);
        }
    }

    private static async Task ShouldBeOnceInTheLedgerAsync(Machine machine)
    {
        var uploads = (await machine.LedgerAsync()).GetProperty("anaf").GetProperty("uploads").EnumerateArray();
        var accepted = uploads
            .Where(upload => upload.GetProperty("state").GetString() == "ok")
            .Select(upload => upload.GetProperty("invoiceNumber").GetString())
            .Order(StringComparer.Ordinal);
        accepted.ShouldBe(Enumerable.Range(1, Filings).Select(number => $"LOAD-{number:D5}"));
    }

    /// <summary>Each has ANAF's three names and its sealed answer.</summary>
    private static async Task ShouldHaveEvidenceAsync(Machine machine)
    {
        for (var offset = 0; offset < Filings; offset += PageSize)
        {
            var (_, page, _) = await machine.CallAsync(HttpMethod.Get, $"efactura/queue/demo?status=accepted&limit={PageSize}&offset={offset}");
            foreach (var entry in page.GetProperty("entries").EnumerateArray())
            {
                var id = entry.GetProperty("queue_id").GetInt64();
                var (_, status, _) = await machine.CallAsync(HttpMethod.Get, $"efactura/status/{id}");
                status.GetProperty("anaf_ids").GetProperty("confirmation_number").GetString().ShouldNotBeNullOrEmpty();
                var (found, _, zip) = await machine.CallAsync(HttpMethod.Get, $"efactura/download/{id}?format=zip");
                found.ShouldBe(HttpStatusCode.OK);
                zip.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
            }
        }
    }
}
