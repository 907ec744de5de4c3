using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>Deals over real HTTP, against the sandbox, each program in a process of its own.</summary>
public sealed class DealTests(DealTests.Shared shared) : IClassFixture<DealTests.Shared>
{
    private Machine Machine => shared.Machine;

    [Fact]
    public async Task Goes_from_closing_to_paid()
    {
        await Machine.PostDealAsync(SampleDeal.Of("E2E-1"));
        await Machine.CarryThroughAsync("E2E-1");
        var deal = await Eventually.SeeAsync(() => Machine.DealAsync("E2E-1"), IsBooked, "the voucher, which is made beside the filing");

        deal.GetProperty("history").EnumerateArray().Select(h => h.GetProperty("to").GetString()).ShouldBe(
            ["CLOSING", "PROFORMA_SENT", "PROFORMA_ACCEPTED", "INVOICED", "EINVOICE_PENDING", "EINVOICE_ACCEPTED", "PAID"]);
        var invoice = deal.GetProperty("invoice");
        (Decimal(invoice, "subtotal"), Decimal(invoice, "vatAmount"), Decimal(invoice, "totalDiscount"), Decimal(invoice, "grandTotal"))
            .ShouldBe((7426.35m, 1545.90m, 480.00m, 8972.25m));
        deal.GetProperty("proforma").GetProperty("status").GetString().ShouldBe("CONVERTED");
        deal.GetProperty("efactura").GetProperty("indexIncarcare").GetString().ShouldNotBeNullOrEmpty();
        deal.GetProperty("payments")[0].GetProperty("reconciliationStatus").GetString().ShouldBe("MATCHED");
        await EvidenceIsCompleteAsync(invoice.GetProperty("invoiceId").GetString()!);
    }

    [Fact]
    public async Task Is_owed_again_when_Revolut_takes_the_payment_back_and_paid_when_the_client_pays_anew()
    {
        await Machine.PostDealAsync(SampleDeal.Of("BACK-1"));
        var paid = await Machine.CarryThroughAsync("BACK-1");
        var transaction = paid.GetProperty("payments")[0].GetProperty("externalId").GetString();

        await Machine.SandboxAsync(HttpMethod.Post, "revolut/state", new { id = transaction, state = "reverted" });
        var owed = await Machine.UntilAsync("BACK-1", "EINVOICE_ACCEPTED");

        Decimal(owed.GetProperty("invoice"), "paidAmount").ShouldBe(0m);
        owed.GetProperty("payments")[0].GetProperty("status").GetString().ShouldBe("REVERTED");
        owed.GetProperty("history").EnumerateArray().Last().GetProperty("metadata").GetProperty("reason").GetString().ShouldBe("PAYMENT_REVERTED");
        await Machine.PayAsync(owed.GetProperty("invoice"));
        var settled = await Machine.UntilAsync("BACK-1", "PAID");
        settled.GetProperty("orchestrationId").GetString()!.ShouldEndWith("-reopened-1");
    }

    [Fact]
    public async Task Waits_for_a_client_to_be_mended_and_goes_on()
    {
        await Machine.PostDealAsync(SampleDeal.Of("FIX-1", deal => deal["client"]!["companyName"] = "ALTCEVA SRL"));
        var waiting = await Machine.UntilAsync("FIX-1", "NEEDS_CLIENT_FIX");
        var task = waiting.GetProperty("approvals")[0];
        task.GetProperty("kind").GetString().ShouldBe("CLIENT_FIX");
        task.GetProperty("details")[0].GetProperty("code").GetString().ShouldBe("COMPANY_NAME_MISMATCH");
        task.GetProperty("details")[0].GetProperty("suggestion").GetString().ShouldBe("Use ANAF registered name: CARPATI DISTRIBUTIE SRL");

        var (early, refusal, _) = await Machine.CallAsync(HttpMethod.Post, "tenants/demo/negotiations/FIX-1/proforma/accept");
        early.ShouldBe(HttpStatusCode.Conflict);
        refusal.GetProperty("detail").GetString()!.ShouldContain("is NEEDS_CLIENT_FIX;");
        refusal.GetProperty("detail").GetString()!.ShouldContain("allowed now: PUT client");

        var mended = SampleDeal.Of("FIX-1")["client"];
        var (status, _, _) = await Machine.CallAsync(HttpMethod.Put, "tenants/demo/negotiations/FIX-1/client", mended);
        status.ShouldBe(HttpStatusCode.Accepted);
        var sent = await Machine.UntilAsync("FIX-1", "PROFORMA_SENT");
        sent.GetProperty("approvals")[0].GetProperty("status").GetString().ShouldBe("DONE");
    }

    [Fact]
    public async Task Dies_when_the_client_declines()
    {
        await Machine.PostDealAsync(SampleDeal.Of("NO-1"));
        await Machine.UntilAsync("NO-1", "PROFORMA_SENT");
        var (status, _, _) = await Machine.CallAsync(
            HttpMethod.Post, "tenants/demo/negotiations/NO-1/proforma/reject", new { reason = "prea scump" });
        status.ShouldBe(HttpStatusCode.Accepted);

        var dead = await Machine.UntilAsync("NO-1", "DEAD");
        dead.GetProperty("deadReason").GetString().ShouldBe("prea scump");
        dead.TryGetProperty("invoice", out _).ShouldBeFalse();
        var (late, problem, _) = await Machine.CallAsync(HttpMethod.Post, "tenants/demo/negotiations/NO-1/proforma/accept");
        late.ShouldBe(HttpStatusCode.Conflict);
        problem.GetProperty("detail").GetString()!.ShouldContain("DEAD; its proforma was rejected");
        problem.GetProperty("detail").GetString()!.ShouldContain("nothing can be asked of it now");
    }

    [Fact]
    public async Task Gives_the_same_answer_to_the_same_deal_and_runs_it_once()
    {
        var deal = SampleDeal.Of("SAME-1");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Machine.CallAsync(HttpMethod.Post, "tenants/demo/negotiations", JsonNode.Parse(deal.ToJsonString()))));
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.Accepted);
        answers.Select(a => a.Body.ToString()).Distinct().ShouldHaveSingleItem();

        deal["items"]![0]!["quantity"] = 2;
        var (status, _, _) = await Machine.CallAsync(HttpMethod.Post, "tenants/demo/negotiations", deal);
        status.ShouldBe(HttpStatusCode.Conflict);
        (await Machine.UntilAsync("SAME-1", "PROFORMA_SENT")).GetProperty("history").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Goes_on_by_itself_when_the_client_has_agreed_beforehand()
    {
        await Machine.PostDealAsync(SampleDeal.Of("AUTO-1", deal => deal["options"]!["autoAccept"] = true));
        var filed = await Machine.UntilAsync("AUTO-1", "EINVOICE_ACCEPTED");
        filed.GetProperty("history").EnumerateArray().Count(h => h.GetProperty("to").GetString() == "PROFORMA_ACCEPTED").ShouldBe(1);
    }

    private static readonly string[] EvidenceKinds =
    [
        "invoice", "invoice-pdf", "deal", "history", "approvals", "proforma-pdf", "payments", "refunds", "vouchers", "cancellations",
        "efactura-filing", "efactura-source", "efactura-xml", "anaf-response", "anaf-receipt", "seal-verdict", "audit",
    ];

    private static bool IsBooked(JsonElement deal) => deal.GetProperty("economic").EnumerateArray().Any(upload =>
        upload.GetProperty("status").GetString() == "SUCCESS" && upload.GetProperty("attachmentUploaded").GetBoolean());

    private static decimal Decimal(JsonElement element, string name) => element.GetProperty(name).GetDecimal();

    private async Task EvidenceIsCompleteAsync(string invoiceId)
    {
        var (_, _, answer) = await Machine.CallAsync(HttpMethod.Get, $"tenants/demo/invoices/{invoiceId}/evidence");
        using var zip = new System.IO.Compression.ZipArchive(await answer.Content.ReadAsStreamAsync());
        using var last = await JsonDocument.ParseAsync(await zip.Entries[^1].OpenAsync());
        var manifest = last.RootElement;
        manifest.GetProperty("complete").GetBoolean().ShouldBeTrue(manifest.ToString());
        var files = manifest.GetProperty("files").EnumerateArray().ToDictionary(f => f.GetProperty("name").GetString()!, f => f);
        files.Values.Select(f => f.GetProperty("kind").GetString()).ShouldBeSubsetOf(EvidenceKinds);
        EvidenceKinds.ShouldBeSubsetOf(files.Values.Select(f => f.GetProperty("kind").GetString()));
        zip.Entries.Select(e => e.FullName).ShouldBe([.. files.Keys, "manifest.json"]);
        foreach (var entry in zip.Entries.SkipLast(1))
        {
            await using var bytes = await entry.OpenAsync();
            Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(bytes)).ShouldBe(files[entry.FullName].GetProperty("sha256").GetString());
        }
    }

    /// <summary>One machine for all deals of this class.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        internal Machine Machine { get; private set; } = null!;

        public async Task InitializeAsync() => Machine = await Machine.StartAsync();

        public async Task DisposeAsync() => await Machine.DisposeAsync();
    }
}
