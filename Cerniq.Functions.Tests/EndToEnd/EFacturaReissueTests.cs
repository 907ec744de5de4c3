using System.Net;
using System.Text.Json;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>ANAF says no, a person mends it, ANAF says yes.</summary>
public sealed class EFacturaReissueTests
{
    private const string Deal = "REISSUE-1";

    [Fact]
    public async Task A_rejected_invoice_is_filed_again_when_a_person_approves()
    {
        await using var machine = await Machine.StartAsync();
        await machine.SandboxAsync(HttpMethod.Post, "faults", new { service = "anaf", route = "/FCTEL/rest/upload", kind = "reject", rate = 1.0, count = 1 });
        await machine.PostDealAsync(SampleDeal.Of(Deal));
        await machine.UntilAsync(Deal, "PROFORMA_SENT");
        await machine.AcceptAsync(Deal);

        var rejected = await machine.UntilAsync(Deal, "EINVOICE_REJECTED");
        rejected.GetProperty("efactura").GetProperty("errors").GetArrayLength().ShouldBeGreaterThan(0);
        var task = await TaskAsync(machine);
        task.GetProperty("details").GetProperty("errors")[0].GetProperty("fix").GetString().ShouldNotBeNullOrEmpty();

        var (status, decided, _) = await machine.CallAsync(
            HttpMethod.Post,
            $"tenants/demo/approvals/{task.GetProperty("id").GetString()}/decision",
            new { approved = true, decidedBy = "ana", comment = "corrected" });
        status.ShouldBe(HttpStatusCode.OK, decided.ToString());

        await machine.UntilAsync(Deal, "EINVOICE_ACCEPTED");
        var uploads = (await machine.LedgerAsync()).GetProperty("anaf").GetProperty("uploads");
        uploads.GetArrayLength().ShouldBe(2);
        var (_, open, _) = await machine.CallAsync(HttpMethod.Get, "tenants/demo/approvals?status=PENDING");
        open.GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    private static async Task<JsonElement> TaskAsync(Machine machine)
    {
        var (status, body, _) = await machine.CallAsync(HttpMethod.Get, "tenants/demo/approvals");
        status.ShouldBe(HttpStatusCode.OK, body.ToString());
        var items = body.GetProperty("items");
        items.GetArrayLength().ShouldBe(1, body.ToString());
        items[0].GetProperty("kind").GetString().ShouldBe("EFACTURA_REJECTED");
        items[0].GetProperty("negotiationId").GetString().ShouldBe(Deal);
        return items[0];
    }
}
