using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Cerniq.Functions.Revolut;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>The Oblio queues as operators see them.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task A_paused_queue_holds_its_jobs_also_through_a_restart_until_it_is_resumed()
    {
        await using var machine = await Machine.StartAsync();
        (await machine.CallAsync(HttpMethod.Post, "health/queues/proforma:create/pause", adminKey: Machine.AdminKey)).Status.ShouldBe(HttpStatusCode.OK);
        machine.App.Kill();
        await machine.App.StartAsync();

        await machine.PostDealAsync(SampleDeal.Of("Q-1"));
        var held = await UntilAsync(machine, queue => queue.GetProperty("delayed").GetInt32() == 1);
        held.GetProperty("paused").GetBoolean().ShouldBeTrue();
        new Ledger(await machine.LedgerAsync()).Proformas.ShouldBe(0);
        var (status, report, _) = await machine.CallAsync(HttpMethod.Get, "health/queues", adminKey: Machine.AdminKey);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        report.GetProperty("healthy").GetBoolean().ShouldBeFalse();

        (await machine.CallAsync(HttpMethod.Post, "health/queues/proforma:create/resume", adminKey: Machine.AdminKey)).Status.ShouldBe(HttpStatusCode.OK);
        await machine.UntilAsync("Q-1", "PROFORMA_SENT");
        var done = await UntilAsync(machine, queue => queue.GetProperty("completed").GetInt32() == 2); // the proforma and its PDF
        (done.GetProperty("delayed").GetInt32(), done.GetProperty("paused").GetBoolean()).ShouldBe((0, false));
        (await machine.CallAsync(HttpMethod.Get, "health/queues", adminKey: Machine.AdminKey)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_paused_queue_of_messages_keeps_what_arrives_also_through_a_restart_until_it_is_resumed()
    {
        await using var machine = await Machine.StartAsync();
        await machine.PostDealAsync(SampleDeal.Of("Q-2", deal => deal["options"]!["autoAccept"] = true));
        var filed = await machine.UntilAsync("Q-2", "EINVOICE_ACCEPTED");
        (await SwitchAsync(machine, "pause")).GetProperty("paused").GetBoolean().ShouldBeTrue();
        await machine.PayAsync(filed.GetProperty("invoice"));
        await UntilAsync(machine, queue => queue.GetProperty("waiting").GetInt32() > 0, RevolutReceipts.Queue);
        machine.App.Kill();
        await machine.App.StartAsync();

        // The deal may be paid meanwhile: the look for what no webhook told does not go through the queue.
        var held = await UntilAsync(machine, queue => queue.GetProperty("waiting").GetInt32() > 0, RevolutReceipts.Queue);
        (held.GetProperty("paused").GetBoolean(), held.GetProperty("active").GetInt32(), held.GetProperty("completed").GetInt32())
            .ShouldBe((true, 0, 0));

        (await SwitchAsync(machine, "resume")).GetProperty("paused").GetBoolean().ShouldBeFalse();
        var paid = await machine.UntilAsync("Q-2", "PAID");
        paid.GetProperty("payments").GetArrayLength().ShouldBe(1);
        await UntilAsync(machine, queue => queue.GetProperty("waiting").GetInt32() == 0, RevolutReceipts.Queue);
    }

    [Fact]
    public async Task A_queue_that_is_not_there_cannot_be_paused_and_a_tenant_pauses_none()
    {
        await using var machine = await Machine.StartAsync();
        (await machine.CallAsync(HttpMethod.Post, "health/queues/none/pause", adminKey: Machine.AdminKey)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await machine.CallAsync(HttpMethod.Post, "health/queues/proforma:create/pause")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<JsonElement> SwitchAsync(Machine machine, string what)
    {
        var (status, queue, _) = await machine.CallAsync(
            HttpMethod.Post, $"health/queues/{RevolutReceipts.Queue}/{what}", adminKey: Machine.AdminKey);
        status.ShouldBe(HttpStatusCode.OK, queue.ToString());
        return queue;
    }

    private static Task<JsonElement> UntilAsync(Machine machine, Func<JsonElement, bool> isSo, string name = "proforma:create") => Eventually.SeeAsync(
        async () => (await machine.CallAsync(HttpMethod.Get, "health/queues", adminKey: Machine.AdminKey)).Body
            .GetProperty("queues").GetProperty(name),
        isSo,
        $"the queue {name}");
}
