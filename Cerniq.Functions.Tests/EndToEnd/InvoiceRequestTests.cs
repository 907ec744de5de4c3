using System.Net;
using System.Text.Json;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>Many ask for one deal's invoice.</summary>
public sealed class InvoiceRequestTests
{
    private const int Callers = 50;

    [Fact]
    public async Task Fifty_at_once_get_the_one_invoice()
    {
        await using var machine = await Machine.StartAsync();
        await machine.PostDealAsync(SampleDeal.Of("I-1"));
        await machine.UntilAsync("I-1", "PROFORMA_SENT");

        // Slow enough that all of them meet the one who is at it.
        await machine.SandboxAsync(
            HttpMethod.Post, "faults", new { service = "oblio", route = "POST /oblio/api/docs/invoice", kind = "latency", ms = 700, rate = 1.0 });
        await machine.AcceptAsync("I-1");
        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => AskAsync(machine, "I-1")));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        answers.Select(answer => answer.Body.GetProperty("oblioInvoiceId").GetString()).Distinct().Count().ShouldBe(1);
        answers.Select(answer => answer.Body.GetProperty("invoiceId").GetString()).Distinct().Count().ShouldBe(1);
        new Ledger(await machine.LedgerAsync()).Invoices.ShouldBe(1);
        await machine.UntilAsync("I-1", "EINVOICE_ACCEPTED");
        new Ledger(await machine.LedgerAsync()).Invoices.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_gets_one_before_the_proforma_is_accepted()
    {
        await using var machine = await Machine.StartAsync();
        await machine.PostDealAsync(SampleDeal.Of("I-2"));
        await machine.UntilAsync("I-2", "PROFORMA_SENT");

        (await AskAsync(machine, "I-2")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await AskAsync(machine, "none-such")).Status.ShouldBe(HttpStatusCode.NotFound);
        new Ledger(await machine.LedgerAsync()).Invoices.ShouldBe(0);
    }

    /// <summary>A caller who comes back when it is told that the invoice is on its way.</summary>
    private static async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(Machine machine, string id)
    {
        var (status, body, _) = await Eventually.SeeAsync(
            () => machine.CallAsync(HttpMethod.Post, $"tenants/demo/negotiations/{id}/invoice"),
            answer => answer.Status != HttpStatusCode.Accepted,
            $"the invoice of {id}");
        return (status, body);
    }
}
