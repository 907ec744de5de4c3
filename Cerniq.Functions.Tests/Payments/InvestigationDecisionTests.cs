using System.Text.Json;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Tests.Payments;

/// <summary>A likely match is put before a person, who accepts or declines it.</summary>
public sealed class InvestigationDecisionTests(MoneyApp app) : IClassFixture<MoneyApp>
{
    [Fact]
    public async Task Accepting_what_is_proposed_matches_it()
    {
        var invoice = await app.InvoiceAsync("D-1", 9101, 100m);
        var (payment, task) = await ProposedAsync("TD-1", 100m, "FCT 9102"); // one character off
        var proposal = task.GetProperty("details").GetProperty("proposals")[0];
        proposal.GetProperty("number").GetString().ShouldBe("FCT-9101");
        proposal.GetProperty("flagged").GetBoolean().ShouldBeTrue();
        proposal.GetProperty("reasons")[0].GetString()!.ShouldContain("one character off");

        (await DecideAsync(task, approved: true)).Status.ShouldBe(200);

        var match = (await app.CallAsync(HttpMethod.Get, $"payments/{payment}")).Json.GetProperty("matches")[0];
        (match.GetProperty("invoiceId").GetString(), match.GetProperty("matchedBy").GetString()).ShouldBe((invoice.InvoiceId, "Ana"));
        (await PaidAsync(invoice)).ShouldBe(100m);
        (await app.CallAsync(HttpMethod.Get, "audit?subject=payment/TD-1")).Text.ShouldContain("proposed match with invoice FCT-9101 accepted");
        (await DecideAsync(task, approved: false)).Status.ShouldBe(409);
    }

    [Fact]
    public async Task Declining_leaves_it_to_people_with_the_reason_and_proposes_nothing_again()
    {
        var invoice = await app.InvoiceAsync("D-2", 9203, 200m);
        var (payment, task) = await ProposedAsync("TD-2", 200m, "FCT 9204");

        (await DecideAsync(task, approved: false)).Status.ShouldBe(200);
        await app.Create<ReconcilePayment>().Run(new PaymentKey(new TransactionKey("demo", "TD-2", "c"), payment), app.Service<DurableTaskClient>(), default);

        var declined = (await app.CallAsync(HttpMethod.Get, $"payments/{payment}")).Json;
        declined.GetProperty("reconciliationStatus").GetString().ShouldBe("INVESTIGATION");
        declined.GetProperty("reconciliationReason").GetString().ShouldBe("no proposal fits: as I see it");
        declined.GetProperty("proposals").GetArrayLength().ShouldBe(0);
        (await PaidAsync(invoice)).ShouldBe(0m);
        (await app.CallAsync(HttpMethod.Get, "payments?status=INVESTIGATION&limit=200")).Text.ShouldContain(payment);
    }

    [Fact]
    public async Task Several_proposals_are_not_accepted_in_one_word()
    {
        await app.InvoiceAsync("D-3", 9301, 333m);
        await app.InvoiceAsync("D-4", 9303, 333m);
        var (payment, task) = await ProposedAsync("TD-3", 333m, "FCT 9302");

        var reply = await DecideAsync(task, approved: true);

        reply.Status.ShouldBe(409);
        reply.Json.GetProperty("detail").GetString()!.ShouldContain($"POST payments/{payment}/match");
        (await app.Service<ApprovalStore>().GetAsync("demo", task.GetProperty("id").GetString()!, default))!.Status.ShouldBe(ApprovalStatus.Pending);
    }

    [Fact]
    public async Task What_fits_nothing_is_not_accepted_and_a_match_by_hand_settles_the_task()
    {
        var invoice = await app.InvoiceAsync("D-5", 9501, 77.10m);
        var (payment, task) = await ProposedAsync("TD-5", 12.34m, "multumim");
        (await DecideAsync(task, approved: true)).Json.GetProperty("detail").GetString()!.ShouldContain("No invoice is proposed");

        (await app.CallAsync(HttpMethod.Post, $"payments/{payment}/match", new { invoiceId = invoice.InvoiceId, by = "Ana" })).Status.ShouldBe(200);

        (await app.Service<ApprovalStore>().GetAsync("demo", task.GetProperty("id").GetString()!, default))!.Status.ShouldBe(ApprovalStatus.Done);
        (await PaidAsync(invoice)).ShouldBe(12.34m);
    }

    private async Task<(string Payment, JsonElement Task)> ProposedAsync(string transaction, decimal amount, string reference)
    {
        var payment = await app.Service<PaymentStore>().RecordAsync(
            new Payment
            {
                Tenant = "demo",
                PaymentId = PaymentIds.Of("demo", transaction),
                ExternalId = transaction,
                Amount = amount,
                Currency = "RON",
                Reference = reference,
                CounterpartyName = "DANTE INTERNATIONAL SA",
                TransactionDate = TimeProvider.System.GetUtcNow(),
                RecordedAt = TimeProvider.System.GetUtcNow(),
                CorrelationId = "c",
            },
            default);
        var key = new PaymentKey(new TransactionKey("demo", transaction, "c"), payment.PaymentId);
        (await app.Create<ReconcilePayment>().Run(key, app.Service<DurableTaskClient>(), default)).ShouldBe("Investigation");
        var task = await app.CallAsync(HttpMethod.Get, $"approvals/{PaymentInvestigation.IdOf("demo", payment.PaymentId)}");
        task.Status.ShouldBe(200, task.Text);
        return (payment.PaymentId, task.Json);
    }

    private Task<Hosting.Reply> DecideAsync(JsonElement task, bool approved) => app.CallAsync(
        HttpMethod.Post, $"approvals/{task.GetProperty("id").GetString()}/decision", new { approved, decidedBy = "Ana", comment = "as I see it" });

    private async Task<decimal> PaidAsync(InvoiceRecord invoice) =>
        (await app.Service<InvoiceStore>().RequireAsync("demo", invoice.InvoiceId, default)).PaidAmount;
}
