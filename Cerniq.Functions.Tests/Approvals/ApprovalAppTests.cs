using System.Text.Json;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Tests.EndToEnd;
using Cerniq.Functions.Tests.Hosting;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Tests.Approvals;

/// <summary>Approvals in the running app: what waits for them goes on, whatever happens to the request that brought the decision.</summary>
public sealed class ApprovalAppTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task What_a_decision_sets_in_motion_follows_though_its_process_died_right_after_it()
    {
        await app.SetAsync("demo", new { cancel_approval = "ALWAYS" });
        var (taken, approvalId) = await CancelAsync("SWEPT-1");

        // The decision is on record; nobody has been told, and whoever wrote it is gone.
        var outcome = await app.Service<ApprovalStore>().SettleAsync("demo", approvalId, ApprovalStatus.Approved, "Ana", "yes", default);
        outcome!.Value.Settled.ShouldBeTrue();

        await SweptAsync(async () => await StatusAsync(taken) == "PROCESSED" ? "done" : null, "the cancellation goes on");
        var done = await UntilAsync(taken, "PROCESSED");
        done.GetProperty("result").GetProperty("cancelledTotal").GetDecimal().ShouldBeGreaterThan(0);
        await SweptAsync(async () => await IsEmptyAsync() ? "told" : null, "the settlement is not open any more");
    }

    [Fact]
    public async Task A_client_s_data_that_nobody_may_fix_end_the_deal_though_the_process_died()
    {
        await PostAsync(SampleDeal.Of("SWEPT-2", deal => deal["client"]!["cui"] = "RO12345678"));
        var approval = await TestApp.UntilAsync(
            async () => await app.Service<ApprovalStore>().OfDealAsync("demo", "SWEPT-2", default) is [var open, ..] ? open : null, "the task to fix the client");
        (await app.Service<ApprovalStore>().SettleAsync("demo", approval.Id, ApprovalStatus.Rejected, "Ana", "not a client", default))!.Value.Settled.ShouldBeTrue();

        await SweptAsync(async () => await StateAsync("SWEPT-2") == "DEAD" ? "dead" : null, "the deal is given up");
    }

    [Fact]
    public async Task Of_decisions_that_come_at_once_one_counts_and_the_others_are_told_so()
    {
        await app.SetAsync("demo", new { cancel_approval = "ALWAYS" });
        var (taken, approvalId) = await CancelAsync("ATONCE-1");
        var replies = await Task.WhenAll(Enumerable.Range(1, 12).Select(i => app.SendAsync(
            HttpMethod.Post, $"/api/tenants/demo/approvals/{approvalId}/decision", new { approved = i % 2 == 0, decidedBy = $"person {i}" })));

        var winner = replies.Where(reply => reply.Status == 200).ShouldHaveSingleItem().Json;
        replies.Where(reply => reply.Status != 200).ShouldAllBe(reply => reply.Status == 409);
        var approved = winner.GetProperty("status").GetString() == "APPROVED";
        await UntilAsync(taken, approved ? "PROCESSED" : "REJECTED");
        var kept = (await app.Service<ApprovalStore>().GetAsync("demo", approvalId, default))!;
        kept.DecidedBy.ShouldBe(winner.GetProperty("decidedBy").GetString());
    }

    [Fact]
    public async Task One_that_nobody_decides_is_reminded_of_and_lapses_and_then_takes_no_decision()
    {
        var approvals = app.Service<ApprovalStore>();
        var now = TimeProvider.System.GetUtcNow();
        var key = new ApprovalKey("demo", "LAPSE-1");
        await approvals.OpenAsync(
            new Approval
            {
                Tenant = key.Tenant,
                Id = key.ApprovalId,
                Kind = ApprovalKind.InvoiceCancellation,
                Title = "Cancel invoice FCT-9999",
                CorrelationId = "corr-1",
                CreatedAt = now,
                ExpiresAt = now.AddSeconds(2),
            },
            default);
        await app.Create<RemindOfApproval>().Run(key, default);
        (await AlertsAsync()).ShouldContain("approval_waiting");

        var client = app.Service<DurableTaskClient>();
        await client.ScheduleNewOrchestrationInstanceAsync(nameof(ApprovalWait), key, new StartOrchestrationOptions(key.InstanceId));
        await TestApp.UntilAsync(
            async () => await client.GetInstanceAsync(key.InstanceId, getInputsAndOutputs: true) is { IsCompleted: true } ended ? ended : null, "it ends");
        (await approvals.GetAsync("demo", key.ApprovalId, default))!.Status.ShouldBe(ApprovalStatus.Expired);
        (await AlertsAsync()).ShouldContain("approval_expired");
        var late = await app.SendAsync(
            HttpMethod.Post, $"/api/tenants/demo/approvals/{key.ApprovalId}/decision", new { approved = true, decidedBy = "Ana" });
        late.Status.ShouldBe(410, late.Text);
    }

    private async Task<(string StatusUrl, string ApprovalId)> CancelAsync(string deal)
    {
        await PostAsync(SampleDeal.Of(deal, posted => posted["options"]!["autoAccept"] = true));
        await TestApp.UntilAsync(async () => await StateAsync(deal) == "EINVOICE_ACCEPTED" ? "filed" : null, $"{deal} is filed");
        var invoice = (await DealAsync(deal)).GetProperty("invoice").GetProperty("invoiceId").GetString();
        var reply = await app.SendAsync(
            HttpMethod.Post,
            $"/api/tenants/demo/invoices/{invoice}/cancel",
            new { cancellation = new { reasonCode = "ORDER_CANCELLED", reasonText = "Clientul a renuntat la comanda", requestedBy = "CLIENT", type = "FULL" } });
        reply.Status.ShouldBe(202, reply.Text);
        return (reply.Json.GetProperty("statusUrl").GetString()!, reply.Json.GetProperty("approvalId").GetString()!);
    }

    private async Task PostAsync(object deal)
    {
        var reply = await app.SendAsync(HttpMethod.Post, "/api/tenants/demo/negotiations", deal.ToString());
        reply.Status.ShouldBe(202, reply.Text);
    }

    private async Task<JsonElement> DealAsync(string deal) => (await app.SendAsync(HttpMethod.Get, $"/api/tenants/demo/negotiations/{deal}")).Json;

    private async Task<string?> StateAsync(string deal) => (await DealAsync(deal)).GetProperty("state").GetString();

    /// <summary>As the timer sweeps, until something is so.</summary>
    private Task<string> SweptAsync(Func<Task<string?>> ask, string what) => TestApp.UntilAsync(
        async () =>
        {
            await app.Create<ApprovalSweep>().Run(null!, app.Service<DurableTaskClient>(), default);
            return await ask();
        },
        what);

    private async Task<string?> StatusAsync(string statusUrl) => (await app.SendAsync(HttpMethod.Get, statusUrl)).Json.GetProperty("status").GetString();

    private async Task<JsonElement> UntilAsync(string statusUrl, string status)
    {
        await TestApp.UntilAsync(async () => await StatusAsync(statusUrl) == status ? status : null, $"the cancellation is {status}");
        return (await app.SendAsync(HttpMethod.Get, statusUrl)).Json;
    }

    private async Task<bool> IsEmptyAsync() =>
        (await app.Service<ApprovalStore>().UntoldAsync("demo", TimeProvider.System.GetUtcNow(), default)).Count == 0;

    private async Task<List<string?>> AlertsAsync()
    {
        var reply = await app.SendAsync(HttpMethod.Get, "/api/tenants/demo/alerts?limit=200");
        return [.. reply.Json.GetProperty("items").EnumerateArray().Select(alert => alert.GetProperty("kind").GetString())];
    }
}
