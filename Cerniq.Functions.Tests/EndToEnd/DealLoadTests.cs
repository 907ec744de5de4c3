using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>Many deals while a fifth of all answers of all services fails and the app is killed now and then: each service did
/// everything once, the series has no hole, and what Oblio counted is what we counted.</summary>
/// <remarks>Twenty by default; CERNIQ_DEALS sets another number, such as 1000.</remarks>
public sealed class DealLoadTests
{
    private static readonly int Deals =
        int.TryParse(Environment.GetEnvironmentVariable("CERNIQ_DEALS"), CultureInfo.InvariantCulture, out var set) ? set : 20;

    private static readonly int Kills = Math.Max(2, Deals / 50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240 + (3 * Deals));

    [Fact]
    public async Task Every_deal_is_issued_and_filed_once_though_a_fifth_fails_and_the_app_is_killed()
    {
        await using var machine = await Machine.StartAsync();
        var (set, problem, _) = await machine.CallAsync(
            HttpMethod.Put, "tenants/demo/settings", new { retry_schedule_minutes = new[] { 1 }, retry_max_attempts = 20, efactura_reconcile_seconds = 10 });
        set.ShouldBe(HttpStatusCode.OK, problem.ToString());
        await FailAFifthAsync(machine);

        for (var number = 1; number <= Deals; number++)
        {
            await PostAsync(machine, number);
        }

        await UntilAllAreFiledAsync(machine);
        var ledger = await machine.LedgerAsync();
        ShouldBeExact(ledger);
        await ShouldAgreeToTheBanAsync(machine, ledger);
    }

    private static string Id(int number) => $"L-{number:D5}";

    /// <summary>One answer in five, mixed, at every service a deal needs; rates of single faults add up.</summary>
    private static async Task FailAFifthAsync(Machine machine)
    {
        var seed = 0;
        foreach (var service in new[] { "oblio", "anaf", "economic" })
        {
            foreach (var fault in new object[]
            {
                new { service, kind = "reset-after", rate = 0.05, seed = ++seed },
                new { service, kind = "reset-before", rate = 0.03, seed = ++seed },
                new { service, kind = "status", status = 503, rate = 0.04, seed = ++seed },
                new { service, kind = "status", status = 429, rate = 0.02, seed = ++seed },
                new { service, kind = "html", rate = 0.02, seed = ++seed },
                new { service, kind = "latency", ms = 300, rate = 0.04, seed = ++seed },
            })
            {
                await machine.SandboxAsync(HttpMethod.Post, "faults", fault);
            }
        }
    }

    /// <summary>Deals of different sizes, rates and discounts, so that roundings show; agreed beforehand, so that nobody need accept.</summary>
    private static Task PostAsync(Machine machine, int number) => Persistently(() => machine.PostDealAsync(SampleDeal.Of(Id(number), deal =>
    {
        deal["options"] = new JsonObject { ["autoAccept"] = true, ["sendEmail"] = false };
        foreach (var item in deal["items"]!.AsArray())
        {
            item!["quantity"] = 1 + (number % 7 * 0.5m);
            item["unitPrice"] = 9.99m + (number * 0.37m);
            item["discount"] = number % 3 * 7.5m;
        }
    })));

    private static async Task UntilAllAreFiledAsync(Machine machine)
    {
        var watch = Stopwatch.StartNew();
        var kills = 0;
        for (var filed = 0; filed < Deals || kills < Kills;)
        {
            (watch.Elapsed < Patience).ShouldBeTrue($"{filed} of {Deals} are filed, {kills} kills: {await StatesAsync(machine)}");
            filed = await CountAsync(machine, "EINVOICE_ACCEPTED");
            if (kills < Kills && (filed >= kills * Deals / Kills || watch.Elapsed > TimeSpan.FromSeconds(3 * (kills + 1))))
            {
                machine.App.Kill();
                await machine.App.StartAsync();
                kills++;
            }

            await Task.Delay(250);
        }
    }

    private static async Task<string> StatesAsync(Machine machine)
    {
        var states = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var deal in await ListAsync(machine, state: null))
        {
            var state = deal.GetProperty("state").GetString()!;
            states[state] = states.GetValueOrDefault(state) + 1;
        }

        return string.Join(", ", states.Select(pair => $"{pair.Key} {pair.Value}"));
    }

    private static async Task<int> CountAsync(Machine machine, string state) => (await ListAsync(machine, state)).Count;

    private static async Task<List<JsonElement>> ListAsync(Machine machine, string? state)
    {
        var found = new List<JsonElement>();
        for (string? continuation = null; ;)
        {
            var query = $"tenants/demo/negotiations?limit=200&state={state}&continuation={continuation}";
            var (status, page, _) = await machine.CallAsync(HttpMethod.Get, query);
            status.ShouldBe(HttpStatusCode.OK, page.ToString());
            found.AddRange(page.GetProperty("items").EnumerateArray());
            continuation = page.TryGetProperty("continuation", out var next) ? next.GetString() : null;
            if (continuation is null)
            {
                return found;
            }
        }
    }

    private static void ShouldBeExact(JsonElement ledger)
    {
        var oblio = ledger.GetProperty("oblio");
        Numbers(oblio, "proformas").ShouldBe(Enumerable.Range(1, Deals), "the proforma series has a hole or a double");
        Numbers(oblio, "invoices").ShouldBe(Enumerable.Range(1, Deals), "the invoice series has a hole or a double");
        var uploads = ledger.GetProperty("anaf").GetProperty("uploads").EnumerateArray()
            .Where(upload => upload.GetProperty("state").GetString() == "ok")
            .Select(upload => upload.GetProperty("invoiceNumber").GetString());
        uploads.Distinct().Count().ShouldBe(Deals, "an invoice was not filed");
        uploads.Count().ShouldBe(Deals, "an invoice was filed twice");
    }

    /// <summary>What Oblio's documents come to is what our records say.</summary>
    private static async Task ShouldAgreeToTheBanAsync(Machine machine, JsonElement ledger)
    {
        var theirs = ledger.GetProperty("oblio").GetProperty("invoices").EnumerateArray().ToDictionary(
            invoice => $"{invoice.GetProperty("seriesName").GetString()}-{invoice.GetProperty("number")}",
            invoice => invoice.GetProperty("total").GetDecimal(),
            StringComparer.Ordinal);
        for (var number = 1; number <= Deals; number++)
        {
            var ours = (await machine.DealAsync(Id(number))).GetProperty("invoice");
            theirs[ours.GetProperty("oblioInvoiceId").GetString()!].ShouldBe(ours.GetProperty("grandTotal").GetDecimal(), Id(number));
            ours.GetProperty("oblioTotal").GetDecimal().ShouldBe(ours.GetProperty("grandTotal").GetDecimal(), $"{Id(number)}: compared when it was issued");
        }
    }

    private static IEnumerable<int> Numbers(JsonElement oblio, string kind) =>
        oblio.GetProperty(kind).EnumerateArray().Select(document => int.Parse(document.GetProperty("number").ToString())).Order();

    private static async Task Persistently(Func<Task> call)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await call();
                return;
            }
            catch (HttpRequestException) when (attempt < 200)
            {
                await Task.Delay(50);
            }
        }
    }
}
