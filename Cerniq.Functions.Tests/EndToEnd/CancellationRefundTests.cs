using System.Net;
using System.Text.Json;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>The money of a paid invoice that is cancelled goes back when a person approves it, and once.</summary>
public sealed class CancellationRefundTests
{
    private const decimal Total = 8972.25m;

    [Fact]
    public async Task Approving_the_offer_pays_the_client_back_once_and_whatever_is_lost_on_the_way()
    {
        await using var machine = await Machine.StartAsync();
        await machine.PostDealAsync(SampleDeal.Of("BACK-1", deal => deal["client"]!["bankAccount"] = "RO49AAAA1B31007593840000"));
        var paid = await machine.CarryThroughAsync("BACK-1");
        var offer = await CancelledAsync(machine, paid.GetProperty("invoice").GetProperty("invoiceId").GetString()!);
        offer.GetProperty("details").GetProperty("amount").GetDecimal().ShouldBe(Total);

        await machine.SandboxAsync(HttpMethod.Post, "faults", new { service = "revolut", route = "POST /revolut/api/1.0/pay", kind = "reset-after", count = 1 });
        var id = offer.GetProperty("id").GetString()!;
        var (status, body, _) = await machine.CallAsync(
            HttpMethod.Post, $"tenants/demo/approvals/{id}/decision", new { approved = true, decidedBy = "Ana", comment = "as agreed" });
        status.ShouldBe(HttpStatusCode.OK, body.ToString());

        var refund = await UntilAsync(machine, $"tenants/demo/refunds/{id}", r => Text(r, "status") == "COMPLETED");
        refund.GetProperty("amount").GetDecimal().ShouldBe(Total);
        var payment = (await machine.LedgerAsync()).GetProperty("revolut").GetProperty("payments").EnumerateArray().ShouldHaveSingleItem();
        payment.GetProperty("amount").GetDecimal().ShouldBe(-Total);
    }

    private static async Task<JsonElement> CancelledAsync(Machine machine, string invoiceId)
    {
        var (status, answer, _) = await machine.CallAsync(
            HttpMethod.Post,
            $"tenants/demo/invoices/{invoiceId}/cancel",
            new { cancellation = new { reasonCode = "ORDER_CANCELLED", reasonText = "Clientul a renuntat la comanda", requestedBy = "CLIENT", type = "FULL" } });
        status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        var deal = await UntilAsync(machine, "tenants/demo/negotiations/BACK-1", d => Offers(d).Any());
        return Offers(deal).Single();
    }

    private static IEnumerable<JsonElement> Offers(JsonElement deal) =>
        deal.GetProperty("approvals").EnumerateArray().Where(a => Text(a, "kind") == "REFUND");

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static async Task<JsonElement> UntilAsync(Machine machine, string path, Func<JsonElement, bool> isSo) => (await Eventually.SeeAsync(
        () => machine.CallAsync(HttpMethod.Get, path), seen => seen.Status == HttpStatusCode.OK && isSo(seen.Body), path)).Body;
}
