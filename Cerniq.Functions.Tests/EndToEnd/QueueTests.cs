using System.Diagnostics;
using System.Net;
using System.Text.Json;

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
    public async Task A_queue_that_is_not_there_cannot_be_paused_and_a_tenant_pauses_none()
    {
        await using var machine = await Machine.StartAsync();
        (await machine.CallAsync(HttpMethod.Post, "health/queues/none/pause", adminKey: Machine.AdminKey)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await machine.CallAsync(HttpMethod.Post, "health/queues/proforma:create/pause")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private static Task<JsonElement> UntilAsync(Machine machine, Func<JsonElement, bool> isSo) => Eventually.SeeAsync(
        async () => (await machine.CallAsync(HttpMethod.Get, "health/queues", adminKey: Machine.AdminKey)).Body
            .GetProperty("queues").GetProperty("proforma:create"),
        isSo,
        "the queue proforma:create");
}
