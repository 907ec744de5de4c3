using System.Text.Json;
using Cerniq.Functions.Tests.EndToEnd;

namespace Cerniq.Functions.Tests.EFactura;

/// <summary>What a stage of the rollout leaves out is filed when a person says so, though its deal has gone on without it.</summary>
public sealed class FiledByHandTests(FilingApp app) : IClassFixture<FilingApp>, IAsyncLifetime
{
    public Task InitializeAsync() => app.SetAsync("demo", new { efactura_enabled = true, efactura_rollout = "MANUAL" });

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_draft_of_a_deal_is_filed_by_a_retry()
    {
        var draft = await InvoicedAsync("BY-HAND-1");
        draft.GetProperty("outOfScope").GetString()!.ShouldContain("efactura_rollout MANUAL");

        var retried = await app.PostAsync("/api/efactura/retry", $$"""{ "queue_id": {{draft.GetProperty("queueId")}} }""");

        retried.Status.ShouldBeOneOf(200, 202);
        (await app.WaitAsync(draft.GetProperty("queueId").GetInt64(), "accepted", "rejected", "error")).GetProperty("status").GetString().ShouldBe("accepted");
        var shown = await FilingAsync("BY-HAND-1");
        shown.GetProperty("status").GetString().ShouldBe("accepted");
        shown.TryGetProperty("outOfScope", out _).ShouldBeFalse();
        var moves = await MovesUntilAsync("BY-HAND-1", "EINVOICE_ACCEPTED");
        moves[^2].GetProperty("to").GetString().ShouldBe("EINVOICE_PENDING");
        moves[^2].GetProperty("worker").GetString().ShouldBe("efactura:send");
        moves[^1].GetProperty("metadata").GetProperty("indexIncarcare").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task One_that_ANAF_rejects_is_filed_anew_when_a_person_approves()
    {
        var draft = await InvoicedAsync("BY-HAND-2");
        await app.SandboxAsync("faults", new { service = "anaf", route = "/FCTEL/rest/upload", kind = "reject", rate = 1.0, count = 1 });
        await app.PostAsync("/api/efactura/retry", $$"""{ "queue_id": {{draft.GetProperty("queueId")}} }""");
        await app.WaitAsync(draft.GetProperty("queueId").GetInt64(), "rejected");
        var task = await Eventually.AnswerAsync(TaskAsync, "the task of the rejection");

        var decided = await app.SendAsync(HttpMethod.Post, $"/api/tenants/demo/approvals/{task}/decision", new { approved = true, decidedBy = "ana" });

        decided.Status.ShouldBe(200, decided.Text);
        var anew = await Eventually.AnswerAsync(
            async () => await FilingAsync("BY-HAND-2") is var filing && filing.GetProperty("status").GetString() == "accepted" ? filing.ToString() : null, "the corrected filing");
        JsonSerializer.Deserialize<JsonElement>(anew).GetProperty("queueId").GetInt64().ShouldBeGreaterThan(draft.GetProperty("queueId").GetInt64());
        (await MovesUntilAsync("BY-HAND-2", "EINVOICE_ACCEPTED")).Select(move => move.GetProperty("to").GetString()).TakeLast(5)
            .ShouldBe(["INVOICED", "EINVOICE_PENDING", "EINVOICE_REJECTED", "EINVOICE_PENDING", "EINVOICE_ACCEPTED"]);
    }

    [Theory]
    [InlineData("efactura_enabled", false)]
    [InlineData("efactura_rollout", "OFF")]
    public async Task Nothing_is_filed_while_e_Factura_is_off(string setting, object off)
    {
        var invoiceId = $"off-{setting}";
        await app.SetAsync("demo", new Dictionary<string, object> { [setting] = off });

        var refused = await app.PostAsync("/api/efactura/submit", $$"""{ "tenant": "demo", "invoice_id": "{{invoiceId}}", "invoice": {{EFacturaRouteTests.Invoice()}} }""");

        refused.Status.ShouldBe(409, refused.Text);
        refused.Json.GetProperty("success").GetBoolean().ShouldBeFalse();
        refused.Json.GetProperty("message").GetString()!.ShouldContain(setting);
    }

    private async Task<List<JsonElement>> MovesUntilAsync(string deal, string state) => (await Eventually.SeeAsync(
        () => app.GetAsync($"/api/tenants/demo/negotiations/{deal}"), found => found.Json.GetProperty("state").GetString() == state, $"{deal} at {state}"))
        .Json.GetProperty("history").EnumerateArray().ToList();

    private async Task<JsonElement> InvoicedAsync(string deal)
    {
        var posted = await app.SendAsync(HttpMethod.Post, "/api/tenants/demo/negotiations", SampleDeal.Of(deal, body => body["options"]!["autoAccept"] = true));
        posted.Status.ShouldBe(202, posted.Text);
        return JsonSerializer.Deserialize<JsonElement>(await Eventually.AnswerAsync(
            async () => await FilingAsync(deal) is { ValueKind: JsonValueKind.Object } filing ? filing.ToString() : null, $"the draft of {deal}"));
    }

    private async Task<JsonElement> FilingAsync(string deal) =>
        (await app.GetAsync($"/api/tenants/demo/negotiations/{deal}")).Json.TryGetProperty("efactura", out var filing) ? filing : default;

    private async Task<string?> TaskAsync()
    {
        var tasks = (await app.GetAsync("/api/tenants/demo/approvals?status=PENDING")).Json.GetProperty("items").EnumerateArray().ToList();
        return tasks is [var task, ..] ? task.GetProperty("id").GetString() : null;
    }
}
