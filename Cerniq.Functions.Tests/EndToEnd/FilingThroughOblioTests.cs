using System.Net;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>A company that lets Oblio file its invoices: the deal goes its whole way, and ANAF has one upload.</summary>
public sealed class FilingThroughOblioTests
{
    private const string Deal = "OBLIO-1";

    [Fact]
    public async Task A_deal_is_filed_by_Oblio_and_paid_though_the_answer_to_the_sending_was_lost()
    {
        await using var machine = await Machine.StartAsync();
        var (set, problem, _) = await machine.CallAsync(HttpMethod.Put, "tenants/demo/settings", new { efactura_route = "OBLIO" });
        set.ShouldBe(HttpStatusCode.OK, problem.ToString());
        await machine.SandboxAsync(
            HttpMethod.Post, "faults", new { service = "oblio", route = "/oblio/api/docs/einvoice", kind = "reset-after", rate = 1.0, count = 1 });

        await machine.PostDealAsync(SampleDeal.Of(Deal));
        var paid = await machine.CarryThroughAsync(Deal);

        paid.GetProperty("efactura").GetProperty("status").GetString().ShouldBe("accepted", paid.ToString());
        var uploads = (await machine.LedgerAsync()).GetProperty("anaf").GetProperty("uploads").EnumerateArray().ToList();
        uploads.ShouldHaveSingleItem().GetProperty("state").GetString().ShouldBe("ok");
        var calls = await machine.SandboxAsync(HttpMethod.Get, "calls");
        calls.TryGetProperty("POST /anaf/prod/FCTEL/rest/upload", out _).ShouldBeFalse("the app itself filed nothing");
        var (_, connection, _) = await machine.CallAsync(HttpMethod.Get, "efactura/connection/demo");
        connection.GetProperty("adapter").GetString().ShouldBe("OBLIO");
        connection.GetProperty("success").GetBoolean().ShouldBeTrue(connection.ToString());
    }
}
