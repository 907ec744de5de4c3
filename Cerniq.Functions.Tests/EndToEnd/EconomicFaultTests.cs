using System.Text.Json;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>One voucher with one PDF for each invoice, though answers are lost, attachments fail and the app dies meanwhile.</summary>
public sealed class EconomicFaultTests
{
    private const int Deals = 8;
    private const int Kills = 4;

    [Fact]
    public async Task One_voucher_with_one_PDF_each()
    {
        await using var machine = await Machine.StartAsync();
        foreach (var id in Ids())
        {
            await machine.PostDealAsync(SampleDeal.Of(id));
            await machine.UntilAsync(id, "PROFORMA_SENT");
        }

        await FaultAsync(machine, "POST /economic/journals/1/vouchers", "reset-after", 0.5, null);
        await FaultAsync(machine, "/attachment/file", "reset-after", 0.4, null);
        await FaultAsync(machine, "/attachment/file", "status", 0.3, 500);
        foreach (var id in Ids())
        {
            await machine.AcceptAsync(id);
        }

        var random = new Random(8);
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(random.Next(300, 1500)); // the pace of the kills, not a wait for anything
            machine.App.Kill();
            await machine.App.StartAsync();
        }

        await machine.SandboxAsync(HttpMethod.Delete, "faults");
        foreach (var id in Ids())
        {
            await BookedAsync(machine, id);
        }

        var economic = (await machine.LedgerAsync()).GetProperty("economic");
        var texts = economic.GetProperty("vouchers").EnumerateArray().Select(v => v.GetProperty("texts")[0].GetString()!.Split(' ')[0]).ToList();
        texts.Count.ShouldBe(Deals);
        texts.ShouldBeUnique();
        economic.GetProperty("vouchers").EnumerateArray().ShouldAllBe(v => v.GetProperty("pages").GetInt32() == 1);
    }

    private static IEnumerable<string> Ids() => Enumerable.Range(1, Deals).Select(i => $"B-{i}");

    private static Task<JsonElement> FaultAsync(Machine machine, string route, string kind, double rate, int? status) =>
        machine.SandboxAsync(HttpMethod.Post, "faults", new { service = "economic", route, kind, rate, status, seed = 8 });

    /// <summary>As a person would: the retry route, until voucher and PDF are there.</summary>
    private static async Task BookedAsync(Machine machine, string id)
    {
        for (var look = 0; look < 1800; look++)
        {
            var deal = await machine.DealAsync(id);
            if (deal.ValueKind == JsonValueKind.Object && deal.GetProperty("economic").EnumerateArray().Any(IsDone))
            {
                return;
            }

            if (deal.ValueKind == JsonValueKind.Object && deal.TryGetProperty("invoice", out var invoice) && look % 10 == 9)
            {
                await machine.CallAsync(HttpMethod.Post, $"invoices/{invoice.GetProperty("invoiceId").GetString()}/retry-economics-upload");
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"Deal {id} was not booked:\n{await machine.DealAsync(id)}");
    }

    private static bool IsDone(JsonElement upload) =>
        upload.GetProperty("status").GetString() == "SUCCESS" && upload.GetProperty("attachmentUploaded").GetBoolean();
}
