using System.Net;
using System.Text.Json;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>One proforma, one invoice, one upload and one voucher for each deal, whatever fails in between.</summary>
public sealed class ExactlyOnceTests
{
    private const int Deals = 6;

    [Fact]
    public async Task Though_the_answer_of_every_effect_is_lost()
    {
        await using var machine = await Machine.StartAsync();

        // The effect happens and the connection breaks: twice for each kind of effect.
        foreach (var (service, route) in new[]
        {
            ("oblio", "POST /oblio/api/docs/proforma"), ("oblio", "POST /oblio/api/docs/invoice"),
            ("anaf", "/FCTEL/rest/upload"), ("economic", "/vouchers"),
        })
        {
            await machine.SandboxAsync(HttpMethod.Post, "faults", new { service, route, kind = "reset-after", rate = 1.0, count = 2 });
        }

        await AllTheWayAsync(machine);
        new Ledger(await machine.LedgerAsync()).ShouldHoldOneOfEachFor(Deals);
    }

    [Fact]
    public async Task Though_the_app_is_killed_again_and_again()
    {
        await using var machine = await Machine.StartAsync();
        using var done = new CancellationTokenSource();
        var killer = KillAfterEachEffectAsync(machine, done.Token);
        try
        {
            await AllTheWayAsync(machine);
        }
        finally
        {
            await done.CancelAsync();
        }

        (await killer).ShouldBeGreaterThan(2);
        new Ledger(await machine.LedgerAsync()).ShouldHoldOneOfEachFor(Deals);
    }

    [Fact]
    public async Task Though_the_services_are_killed_and_started_again()
    {
        await using var machine = await Machine.StartAsync();
        await PostAllAsync(machine);
        machine.Sandbox.Kill();
        await machine.Sandbox.StartAsync();
        foreach (var id in Ids())
        {
            await machine.UntilAsync(id, "PROFORMA_SENT");
            await machine.AcceptAsync(id);
        }

        machine.Sandbox.Kill();
        await machine.Sandbox.StartAsync();
        foreach (var id in Ids())
        {
            await machine.UntilAsync(id, "EINVOICE_ACCEPTED");
        }

        var ledger = new Ledger(await machine.LedgerAsync());
        (ledger.Proformas, ledger.Invoices, ledger.Uploads).ShouldBe((Deals, Deals, Deals));
    }

    private static IEnumerable<string> Ids() => Enumerable.Range(1, Deals).Select(i => $"X-{i}");

    private static async Task PostAllAsync(Machine machine)
    {
        foreach (var id in Ids())
        {
            await Persistently(() => machine.PostDealAsync(SampleDeal.Of(id)));
        }
    }

    private static async Task AllTheWayAsync(Machine machine)
    {
        await PostAllAsync(machine);
        var paid = await Task.WhenAll(Ids().Select(id => CarryThroughAsync(machine, id)));
        paid.ShouldAllBe(deal => deal.GetProperty("payments").GetArrayLength() == 1);
        foreach (var id in Ids())
        {
            await BookedAsync(machine, id);
        }
    }

    private static async Task<JsonElement> CarryThroughAsync(Machine machine, string id)
    {
        await machine.UntilAsync(id, "PROFORMA_SENT");
        await Persistently(() => AcceptAsync(machine, id));
        var filed = await machine.UntilAsync(id, "EINVOICE_ACCEPTED");
        await machine.PayAsync(filed.GetProperty("invoice"));
        return await machine.UntilAsync(id, "PAID");
    }

    /// <summary>The answer to the first request may have died with the app, and the deal gone on since: then it is told what stands.</summary>
    private static async Task AcceptAsync(Machine machine, string id)
    {
        var (status, body, _) = await machine.CallAsync(HttpMethod.Post, $"tenants/demo/negotiations/{id}/proforma/accept");
        if (status != HttpStatusCode.Accepted)
        {
            status.ShouldBe(HttpStatusCode.Conflict, body.ToString());
            body.GetProperty("detail").GetString()!.ShouldContain("its proforma was accepted");
        }
    }

    private static Task<JsonElement> BookedAsync(Machine machine, string id) => machine.UntilAsync(
        id,
        deal => deal.GetProperty("economic") is var uploads && uploads.GetArrayLength() == 1 && uploads[0].GetProperty("status").GetString() == "SUCCESS",
        "booked");

    /// <summary>A caller that tries again when the app dies under its request, as any caller must.</summary>
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

    /// <summary>
    /// Kills the app shortly after each new effect the ledger shows: effects set the pace, not the clock, so a fast
    /// machine is killed as often as a slow one, and every kill falls where an answer is being written down.
    /// </summary>
    private static async Task<int> KillAfterEachEffectAsync(Machine machine, CancellationToken done)
    {
        var random = new Random(20261120);
        var (kills, seen) = (0, 0);
        while (!done.IsCancellationRequested)
        {
            var effects = new Ledger(await machine.LedgerAsync()).Effects;
            if (effects > seen)
            {
                await Task.Delay(random.Next(0, 60), CancellationToken.None);
                machine.App.Kill();
                kills++;
                seen = effects;
                await machine.App.StartAsync();
            }

            await Task.Delay(10, CancellationToken.None);
        }

        return kills;
    }
}
