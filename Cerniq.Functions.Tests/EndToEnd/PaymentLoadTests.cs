using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Xunit.Abstractions;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>Many payments of which webhooks come twice, in the wrong order or not at all, while the app is killed twice: each is
/// recorded once, and not one stays unseen.</summary>
/// <remarks>Three hundred by default; CERNIQ_PAYMENTS sets another number, such as 10000.</remarks>
public sealed class PaymentLoadTests(ITestOutputHelper output)
{
    private const int PageSize = 200;
    private const int AtOnce = 16;
    private const int PerInvoice = 100;

    private static readonly int Payments =
        int.TryParse(Environment.GetEnvironmentVariable("CERNIQ_PAYMENTS"), CultureInfo.InvariantCulture, out var set) ? set : 300;

    [Fact]
    public async Task Every_payment_is_recorded_once_whatever_becomes_of_the_webhooks_and_the_app()
    {
        await using var machine = await Machine.StartAsync();
        await machine.SandboxAsync(HttpMethod.Post, "limits", new { revolut = false, oblio = false, anaf = false, registry = false });
        var invoices = await InvoicesAsync(machine);
        var watch = Stopwatch.StartNew();
        var total = await PayAsync(machine, invoices);
        output.WriteLine($"{Payments} payments made in {watch.Elapsed.TotalSeconds:0.0} s");
        var recorded = await UntilAllAreRecordedAsync(machine);
        output.WriteLine($"all recorded after {watch.Elapsed.TotalSeconds:0.0} s");

        var made = Incoming(await machine.LedgerAsync());
        recorded.Select(p => Text(p, "externalId")).Order(StringComparer.Ordinal).ShouldBe(made.Order(StringComparer.Ordinal));
        recorded.Sum(p => p.GetProperty("amount").GetDecimal()).ShouldBe(total);
        await ShouldBeMatchedExactlyAsync(machine, invoices, recorded);
    }

    private static async Task<List<JsonElement>> InvoicesAsync(Machine machine)
    {
        var ids = Enumerable.Range(1, Payments / PerInvoice).Select(i => $"LOAD-{i}").ToList();
        var invoices = new List<JsonElement>();
        foreach (var id in ids)
        {
            await machine.PostDealAsync(SampleDeal.Of(id));
        }

        foreach (var id in ids)
        {
            await machine.UntilAsync(id, "PROFORMA_SENT", 180);
            await machine.AcceptAsync(id);
        }

        foreach (var id in ids)
        {
            invoices.Add((await machine.UntilAsync(id, "EINVOICE_ACCEPTED", 180)).GetProperty("invoice"));
        }

        return invoices;
    }

    /// <summary>Of twenty payments two are told twice, four in the wrong order and one not at all.</summary>
    private static async Task<decimal> PayAsync(Machine machine, List<JsonElement> invoices)
    {
        var share = Math.Floor(invoices[0].GetProperty("grandTotal").GetDecimal() / PerInvoice * 100) / 100;
        for (var round = 0; round < 3; round++)
        {
            var numbers = Enumerable.Range(0, Payments).Where(n => n % 3 == round);
            await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (n, _) =>
                await machine.SandboxAsync(
                    HttpMethod.Post,
                    "revolut/pay",
                    new
                    {
                        tenant = "demo",
                        amount = share,
                        currency = "RON",
                        reference = $"Factura {invoices[n % invoices.Count].GetProperty("oblioInvoiceId").GetString()}",
                        counterparty = "CARPATI DISTRIBUTIE SRL",
                        duplicate = n % 20 is 3 or 13,
                        reorder = n % 20 is 1 or 6 or 11 or 16,
                        lose = n % 20 is 7,
                    }));
            if (round < 2)
            {
                machine.App.Kill();
                await machine.App.StartAsync();
            }
        }

        return share * Payments;
    }

    private static async Task<List<JsonElement>> UntilAllAreRecordedAsync(Machine machine)
    {
        var until = TimeProvider.System.GetUtcNow().AddSeconds(300 + (Payments / 20));
        while (true)
        {
            var recorded = await RecordedAsync(machine);
            if (recorded.Count >= Payments && recorded.TrueForAll(p => Text(p, "reconciliationStatus") != "PENDING"))
            {
                return recorded;
            }

            (TimeProvider.System.GetUtcNow() < until).ShouldBeTrue($"Only {recorded.Count} of {Payments} payments were recorded in time.");
            await Task.Delay(Payments > 1000 ? 2000 : 250);
        }
    }

    private static async Task<List<JsonElement>> RecordedAsync(Machine machine)
    {
        var all = new List<JsonElement>();
        var continuation = "";
        do
        {
            var (status, page, _) = await machine.CallAsync(HttpMethod.Get, $"tenants/demo/payments?limit={PageSize}{continuation}");
            status.ShouldBe(HttpStatusCode.OK, page.ToString());
            all.AddRange(page.GetProperty("items").EnumerateArray());
            continuation = page.TryGetProperty("continuation", out var next) && next.GetString() is { } text ? $"&continuation={text}" : "";
        }
        while (continuation.Length > 0);

        return all;
    }

    /// <summary>What each invoice was paid is what its payments gave it, to the last ban.</summary>
    private static async Task ShouldBeMatchedExactlyAsync(Machine machine, List<JsonElement> invoices, List<JsonElement> recorded)
    {
        recorded.ShouldAllBe(p => Text(p, "reconciliationStatus") == "MATCHED");
        var given = recorded.SelectMany(p => p.GetProperty("matches").EnumerateArray())
            .GroupBy(m => Text(m, "invoiceId")!, m => m.GetProperty("amount").GetDecimal())
            .ToDictionary(g => g.Key, g => g.Sum(), StringComparer.Ordinal);
        given.Values.Sum().ShouldBe(recorded.Sum(p => p.GetProperty("amount").GetDecimal()));
        foreach (var id in invoices.Select(i => Text(i, "invoiceId")!))
        {
            var (_, now, _) = await machine.CallAsync(HttpMethod.Get, $"tenants/demo/invoices/{id}");
            now.GetProperty("paidAmount").GetDecimal().ShouldBe(given[id]);
        }
    }

    private static List<string> Incoming(JsonElement ledger) =>
        [.. ledger.GetProperty("revolut").GetProperty("incoming").EnumerateArray().Select(t => Text(t, "id")!)];

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
