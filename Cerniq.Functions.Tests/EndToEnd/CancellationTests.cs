using System.Net;
using System.Text.Json;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>Invoices that are cancelled, over real HTTP, with lost answers and killed processes.</summary>
public sealed class CancellationTests
{
    [Fact]
    public async Task Takes_a_whole_invoice_back_once_though_the_answer_is_lost_and_the_app_is_killed()
    {
        await using var machine = await Machine.StartAsync();
        var deal = await FiledAsync(machine, "STORNO-1");
        await machine.SandboxAsync(
            HttpMethod.Post, "faults", new { service = "oblio", route = "POST /oblio/api/docs/invoice", kind = "reset-after", rate = 1.0, count = 1 });
        var taken = await CancelAsync(machine, InvoiceOf(deal), Whole());
        taken.TryGetProperty("approvalId", out var approval).ShouldBe(approval.ValueKind == JsonValueKind.Null);
        machine.App.Kill();
        await machine.App.StartAsync();

        var dead = await machine.UntilAsync("STORNO-1", "DEAD");
        dead.GetProperty("deadReason").GetString().ShouldBe("Invoice cancelled: ORDER_CANCELLED");
        dead.GetProperty("invoice").GetProperty("status").GetString().ShouldBe("CANCELLED");
        var done = await FiledStornoAsync(machine, taken);
        done.GetProperty("result").GetProperty("cancelledTotal").GetDecimal().ShouldBe(8972.25m);
        await AcceptedByAnafAsync(machine, done.GetProperty("result").GetProperty("efacturaStornoJobId").GetString()!);
        var storno = (await machine.DealAsync("STORNO-1")).GetProperty("stornos")[0];
        storno.GetProperty("grandTotal").GetDecimal().ShouldBe(-8972.25m);
        storno.GetProperty("pdfSha256").GetString().ShouldNotBeNullOrEmpty();
        await EndedAsync(machine, "STORNO-1");

        var oblio = (await machine.LedgerAsync()).GetProperty("oblio");
        (oblio.GetProperty("invoices").GetArrayLength(), oblio.GetProperty("stornos").GetArrayLength()).ShouldBe((1, 1));
        oblio.GetProperty("stornos")[0].GetProperty("total").GetDecimal().ShouldBe(-8972.25m);

        var again = await machine.CallAsync(HttpMethod.Post, $"tenants/demo/invoices/{InvoiceOf(deal)}/cancel", Whole("CLIENT_DISPUTE"));
        again.Status.ShouldBe(HttpStatusCode.Conflict);
        again.Body.GetProperty("detail").GetString()!.ShouldStartWith("INVOICE_ALREADY_CANCELLED");
        var ofStorno = await machine.CallAsync(
            HttpMethod.Post, $"tenants/demo/invoices/{storno.GetProperty("invoiceId").GetString()}/cancel", Whole());
        ofStorno.Body.GetProperty("detail").GetString()!.ShouldStartWith("STORNO_OF_STORNO");
    }

    [Fact]
    public async Task Takes_an_invoice_back_in_pieces_and_then_the_rest()
    {
        await using var machine = await Machine.StartAsync();
        var invoice = InvoiceOf(await FiledAsync(machine, "PIECES-1"));
        await ProcessedAsync(machine, await CancelAsync(machine, invoice, Piece("IMPL-ORA", 6.5m)));
        var tooMuch = await machine.CallAsync(HttpMethod.Post, $"tenants/demo/invoices/{invoice}/cancel", Piece("IMPL-ORA", 10.5m));
        tooMuch.Status.ShouldBe(HttpStatusCode.BadRequest);
        tooMuch.Body.GetProperty("errors").GetProperty("cancellation.itemsToCancel[0].quantity")[0].GetString()!.ShouldStartWith("QUANTITY_EXCEEDS_REMAINING");
        await ProcessedAsync(machine, await CancelAsync(machine, invoice, Piece("ABO-PRO", 1m)));
        var partly = (await machine.DealAsync("PIECES-1")).GetProperty("invoice");
        partly.GetProperty("status").GetString().ShouldBe("PARTIAL_CANCELLED");

        await ProcessedAsync(machine, await CancelAsync(machine, invoice, Whole()));
        var dead = await machine.UntilAsync("PIECES-1", "DEAD");
        dead.GetProperty("invoice").GetProperty("status").GetString().ShouldBe("CANCELLED");
        var ours = dead.GetProperty("stornos").EnumerateArray().Select(s => s.GetProperty("grandTotal").GetDecimal()).Order();
        var theirs = (await machine.LedgerAsync()).GetProperty("oblio").GetProperty("stornos").EnumerateArray()
            .Select(s => s.GetProperty("total").GetDecimal()).Order();
        ours.ShouldBe(theirs);
        ours.Count().ShouldBe(3);
    }

    [Fact]
    public async Task Waits_for_the_approval_that_the_rule_asks_for_and_offers_what_was_paid()
    {
        await using var machine = await Machine.StartAsync();
        var (set, body, _) = await machine.CallAsync(
            HttpMethod.Put, "tenants/demo/settings", new { cancel_approval = "ALWAYS" }, adminKey: Machine.AdminKey);
        set.ShouldBe(HttpStatusCode.OK, body.ToString());
        await machine.PostDealAsync(SampleDeal.Of("PAID-1"));
        var paid = await machine.CarryThroughAsync("PAID-1");

        var refused = await CancelAsync(machine, InvoiceOf(paid), Whole());
        await DecideAsync(machine, refused, approved: false);
        (await UntilStatusAsync(machine, refused, "REJECTED")).GetProperty("refusal").GetProperty("code").GetString().ShouldBe("APPROVAL_REJECTED");
        (await machine.DealAsync("PAID-1")).GetProperty("state").GetString().ShouldBe("PAID");

        var taken = await CancelAsync(machine, InvoiceOf(paid), Whole(corrective: true));
        taken.GetProperty("cancellationId").GetString().ShouldNotBe(refused.GetProperty("cancellationId").GetString());
        await DecideAsync(machine, taken, approved: true);
        await machine.UntilAsync("PAID-1", "DEAD");
        var done = await FiledStornoAsync(machine, taken);
        var refund = (await machine.DealAsync("PAID-1")).GetProperty("approvals").EnumerateArray()
            .Single(a => a.GetProperty("kind").GetString() == "REFUND");
        refund.GetProperty("details").GetProperty("amount").GetDecimal().ShouldBe(8972.25m);
        await machine.UntilAsync(done.GetProperty("result").GetProperty("correctiveInvoiceJobId").GetString()!, "PROFORMA_SENT");
    }

    [Fact]
    public async Task An_amount_below_the_rule_s_needs_no_approval_and_one_above_does()
    {
        await using var machine = await Machine.StartAsync();
        await SetAsync(machine, new { cancel_approval = "ABOVE_AMOUNT", cancel_approval_amount = 60 });
        var invoice = InvoiceOf(await FiledAsync(machine, "A-1"));

        var small = await CancelAsync(machine, invoice, Piece("CARTE-01", 1)); // 50.45 with VAT
        small.TryGetProperty("approvalId", out _).ShouldBeFalse();
        await ProcessedAsync(machine, small);
        var large = await CancelAsync(machine, invoice, Piece("CARTE-01", 2));
        large.GetProperty("approvalId").GetString().ShouldNotBeNullOrEmpty();
        await DecideAsync(machine, large, approved: true);
        await ProcessedAsync(machine, large);
    }

    [Fact]
    public async Task An_invoice_that_anaf_has_needs_an_approval_and_is_filed_to_its_end_though_cancelled_meanwhile()
    {
        await using var machine = await Machine.StartAsync();
        await SetAsync(machine, new { cancel_approval = "AFTER_FILING" });
        await machine.SandboxAsync(HttpMethod.Post, "clock", new { speed = 0 }); // ANAF takes it in, and thinks
        await machine.PostDealAsync(SampleDeal.Of("F-1", deal => deal["options"]!["autoAccept"] = true));
        var pending = await machine.UntilAsync("F-1", "EINVOICE_PENDING");
        var taken = await ApprovedAsync(machine, pending);
        await machine.UntilAsync("F-1", "DEAD");
        await machine.SandboxAsync(HttpMethod.Post, "clock", new { speed = 50 });
        var done = await FiledStornoAsync(machine, taken);
        await AcceptedByAnafAsync(machine, done.GetProperty("result").GetProperty("efacturaStornoJobId").GetString()!);
        await EndedAsync(machine, "F-1");
        var uploads = (await machine.LedgerAsync()).GetProperty("anaf").GetProperty("uploads").EnumerateArray().ToList();
        uploads.Count.ShouldBe(2, "the invoice and its storno");
    }

    /// <summary>ANAF's index is on our record a moment after the upload: a cancellation before that would need no approval.</summary>
    private static async Task<JsonElement> ApprovedAsync(Machine machine, JsonElement deal)
    {
        await Eventually.SeeAsync(
            async () => (await machine.CallAsync(HttpMethod.Get, "efactura/queue/demo?status=submitted&limit=10")).Body,
            page => page.GetProperty("entries").GetArrayLength() > 0,
            "ANAF's index on our record");
        var taken = await CancelAsync(machine, InvoiceOf(deal), Whole());
        taken.GetProperty("approvalId").GetString().ShouldNotBeNullOrEmpty();
        await DecideAsync(machine, taken, approved: true);
        return taken;
    }

    private static async Task SetAsync(Machine machine, object settings)
    {
        var (status, body, _) = await machine.CallAsync(HttpMethod.Put, "tenants/demo/settings", settings, adminKey: Machine.AdminKey);
        status.ShouldBe(HttpStatusCode.OK, body.ToString());
    }

    private static object Whole(string reasonCode = "ORDER_CANCELLED", bool corrective = false) => new
    {
        cancellation = new { reasonCode, reasonText = "Clientul a renuntat la comanda", requestedBy = "CLIENT", type = "FULL", issueCorrectiveInvoice = corrective },
    };

    private static object Piece(string sku, decimal quantity) => new
    {
        cancellation = new
        {
            reasonCode = "RETURNED_GOODS",
            reasonText = "O parte nu a mai fost livrata",
            requestedBy = "SALES_REP",
            type = "PARTIAL",
            itemsToCancel = new[] { new { sku, quantity } },
        },
    };

    private static string InvoiceOf(JsonElement deal) => deal.GetProperty("invoice").GetProperty("invoiceId").GetString()!;

    private static async Task<JsonElement> FiledAsync(Machine machine, string id)
    {
        await machine.PostDealAsync(SampleDeal.Of(id));
        await machine.UntilAsync(id, "PROFORMA_SENT");
        await machine.AcceptAsync(id);
        return await machine.UntilAsync(id, "EINVOICE_ACCEPTED");
    }

    private static async Task<JsonElement> CancelAsync(Machine machine, string invoiceId, object body)
    {
        var (status, answer, _) = await machine.CallAsync(HttpMethod.Post, $"tenants/demo/invoices/{invoiceId}/cancel", body);
        status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        return answer;
    }

    private static async Task DecideAsync(Machine machine, JsonElement taken, bool approved)
    {
        var id = taken.GetProperty("approvalId").GetString();
        var (status, body, _) = await machine.CallAsync(
            HttpMethod.Post, $"tenants/demo/approvals/{id}/decision", new { approved, decidedBy = "Ana", comment = "as agreed" });
        status.ShouldBe(HttpStatusCode.OK, body.ToString());
    }

    private static Task<JsonElement> ProcessedAsync(Machine machine, JsonElement taken) => UntilStatusAsync(machine, taken, "PROCESSED");

    private static Task<JsonElement> UntilStatusAsync(Machine machine, JsonElement taken, string status) =>
        UntilAsync(machine, taken, c => c.GetProperty("status").GetString() == status);

    private static Task<JsonElement> FiledStornoAsync(Machine machine, JsonElement taken) => UntilAsync(
        machine,
        taken,
        c => c.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Object
            && result.GetProperty("efacturaStornoTriggered").GetBoolean());

    private static Task<JsonElement> UntilAsync(Machine machine, JsonElement taken, Func<JsonElement, bool> isSo)
    {
        var path = taken.GetProperty("statusUrl").GetString()!["/api/".Length..];
        return Eventually.SeeAsync(async () => (await machine.CallAsync(HttpMethod.Get, path)).Body, isSo, "the cancellation's status");
    }

    private static Task<JsonElement> AcceptedByAnafAsync(Machine machine, string queueId) => Eventually.SeeAsync(
        async () => (await machine.CallAsync(HttpMethod.Get, $"efactura/status/{queueId}")).Body,
        seen => seen.ToString().Contains("\"accepted\"", StringComparison.Ordinal),
        "the storno accepted by ANAF");

    /// <summary>The deal's own process ended by itself.</summary>
    private static async Task EndedAsync(Machine machine, string id)
    {
        var path = $"runtime/webhooks/durabletask/instances/negotiation-demo-{id}?code={Machine.AdminKey}";
        using var http = new HttpClient();
        var ended = await Eventually.SeeAsync(
            async () => JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri(machine.AppAddress, path))),
            seen => seen.GetProperty("runtimeStatus").GetString() == "Completed",
            $"the end of the process of {id}");
        ended.GetProperty("output").GetString().ShouldBe("DEAD");
    }
}
