using System.Text.Json;
using Cerniq.Functions.Economic;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using Microsoft.DurableTask.Client;
using static Cerniq.Functions.Lifecycle.NegotiationState;

namespace Cerniq.Functions.Tests.Payments;

/// <summary>Deals that were PAID until the money was gone again: none may go on saying so.</summary>
public sealed class ReopenedDealTests(MoneyApp app) : IClassFixture<MoneyApp>
{
    private static readonly NegotiationState[] Filed = [ProformaSent, ProformaAccepted, Invoiced, EInvoicePending, EInvoiceAccepted];
    private static readonly NegotiationState[] Unfiled = [ProformaSent, ProformaAccepted, Invoiced];

    private NegotiationStore Negotiations => app.Service<NegotiationStore>();

    private DurableTaskClient Client => app.Service<DurableTaskClient>();

    [Theory]
    [InlineData("REOPEN-1", 8001, true, EInvoiceAccepted)]
    [InlineData("REOPEN-2", 8002, false, Invoiced)]
    public async Task A_deal_goes_back_to_where_it_waited_when_its_match_is_taken_back_and_is_paid_again(
        string deal, long number, bool isFiled, NegotiationState waited)
    {
        var invoice = await WaitingAsync(deal, number, isFiled ? Filed : Unfiled);
        var payment = await RecordedAsync($"T-{deal}", 100m);
        await PaidByHandAsync(payment, invoice);
        await BecomePaidAsync(deal, invoice, payment);

        (await app.CallAsync(HttpMethod.Post, $"payments/{payment}/unmatch", new { invoiceId = invoice.InvoiceId, by = "Ana", reason = "wrong client" }))
            .Status.ShouldBe(200);

        var view = (await app.CallAsync(HttpMethod.Get, $"negotiations/{deal}")).Json;
        view.GetProperty("state").GetString().ShouldBe(waited.Name());
        var line = view.GetProperty("history").EnumerateArray().Last();
        (Text(line, "from"), Text(line, "to"), Text(line, "triggeredBy")).ShouldBe(("PAID", waited.Name(), "Ana"));
        var why = line.GetProperty("metadata");
        (Text(why, "reason"), Text(why, "paymentId"), Text(why, "openAmount")).ShouldBe(("MATCH_TAKEN_BACK", payment, "100.00"));
        (await app.CallAsync(HttpMethod.Get, "negotiations?state=PAID&limit=200")).Text.ShouldNotContain(deal);
        (await AlertOfAsync(invoice)).GetProperty("status").GetString().ShouldBe("Open");

        await PaidByHandAsync(payment, invoice);
        await UntilAsync(deal, Paid);
        await EndedAsync(LifecycleMessage.ReopenedInstanceIdOf("demo", deal, 1), Paid);
        (await AlertOfAsync(invoice)).GetProperty("status").GetString().ShouldBe("Resolved");

        // And once more: each time waits in an orchestration of its own.
        await app.CallAsync(HttpMethod.Post, $"payments/{payment}/unmatch", new { invoiceId = invoice.InvoiceId });
        (await Negotiations.RequireAsync("demo", deal, default)).OrchestrationId.ShouldBe(LifecycleMessage.ReopenedInstanceIdOf("demo", deal, 2));
        await PaidByHandAsync(payment, invoice);
        await UntilAsync(deal, Paid);
    }

    [Fact]
    public async Task A_part_that_is_taken_back_from_a_paid_deal_is_owed_and_another_payment_settles_it()
    {
        var invoice = await WaitingAsync("REOPEN-3", 8003, Filed);
        var (first, second) = (await RecordedAsync("T-R3-a", 60m), await RecordedAsync("T-R3-b", 40m));
        await PaidByHandAsync(first, invoice);
        await PaidByHandAsync(second, invoice);
        await BecomePaidAsync("REOPEN-3", invoice, second);

        await ReverseAsync(second);

        (await StateAsync("REOPEN-3")).ShouldBe(EInvoiceAccepted);
        var view = (await app.CallAsync(HttpMethod.Get, "negotiations/REOPEN-3")).Json;
        view.GetProperty("invoice").GetProperty("paidAmount").GetDecimal().ShouldBe(60m);
        view.GetProperty("payments").EnumerateArray().Select(p => Text(p, "status")).ShouldBe(["CONFIRMED", "REVERTED"], ignoreOrder: true);
        var reverted = (await app.CallAsync(HttpMethod.Get, $"payments/{second}")).Json;
        reverted.GetProperty("takenBack")[0].GetProperty("invoiceId").GetString().ShouldBe(invoice.InvoiceId);

        await PaidByHandAsync(await RecordedAsync("T-R3-c", 40m), invoice);
        await UntilAsync("REOPEN-3", Paid);
    }

    /// <summary>The event lay in the orchestration while the e-Factura was on its way, and the money went meanwhile.</summary>
    [Fact]
    public async Task A_deal_does_not_become_paid_by_money_that_is_gone_again()
    {
        var invoice = await WaitingAsync("REOPEN-4", 8004, Filed);
        var payment = await RecordedAsync("T-R4", 100m);
        await PaidByHandAsync(payment, invoice);
        await ReverseAsync(payment);
        var told = new PaidDeal(new DealKey("demo", "REOPEN-4"), new InvoicePaid(invoice.InvoiceId, payment, 100m, "RON"), LifecycleMessage.InstanceIdOf("demo", "REOPEN-4"));

        (await app.Create<MarkPaid>().Run(told, Client, default)).ShouldBe("EINVOICE_ACCEPTED");
        (await app.Create<MarkPaid>().Run(told, Client, default)).ShouldBe("EINVOICE_ACCEPTED", "repeated after a crash");

        var deal = await Negotiations.RequireAsync("demo", "REOPEN-4", default);
        (deal.Reopened, deal.OrchestrationId).ShouldBe((1, LifecycleMessage.ReopenedInstanceIdOf("demo", "REOPEN-4", 1)));
        (await Negotiations.HistoryAsync("demo", "REOPEN-4", default)).ShouldNotContain(line => line.To == Paid);

        await PaidByHandAsync(await RecordedAsync("T-R4-b", 100m), invoice);
        await UntilAsync("REOPEN-4", Paid);
    }

    [Fact]
    public async Task A_reversal_that_a_crash_cut_short_before_the_deal_was_told_is_finished_by_the_next_look()
    {
        var invoice = await WaitingAsync("REOPEN-5", 8005, Filed);
        var payment = await RecordedAsync("T-R5", 100m);
        await PaidByHandAsync(payment, invoice);
        await BecomePaidAsync("REOPEN-5", invoice, payment);
        await app.Service<PaymentReversal>().ReverseAsync("demo", payment, default); // and here the process died
        (await StateAsync("REOPEN-5")).ShouldBe(Paid);

        await ReverseAsync(payment);

        (await StateAsync("REOPEN-5")).ShouldBe(EInvoiceAccepted);
    }

    /// <summary>Each order in which money and state may meet must end with the two of one mind.</summary>
    [Fact]
    public async Task Whatever_happens_at_the_same_time_a_deal_is_paid_exactly_while_its_invoice_is()
    {
        var invoice = await WaitingAsync("REOPEN-6", 8006, Filed);
        var payment = await RecordedAsync("T-R6", 100m);
        await PaidByHandAsync(payment, invoice);
        await BecomePaidAsync("REOPEN-6", invoice, payment);
        for (var round = 0; round < 8; round++)
        {
            var another = await RecordedAsync($"T-R6-{round}", 100m);
            var waits = (await Negotiations.RequireAsync("demo", "REOPEN-6", default)).OrchestrationId;
            await Task.WhenAll(
                ReverseAsync(payment),
                app.CallAsync(HttpMethod.Post, $"payments/{another}/match", new { invoiceId = invoice.InvoiceId }),
                app.Create<MarkPaid>().Run(new PaidDeal(new DealKey("demo", "REOPEN-6"), new InvoicePaid(invoice.InvoiceId, payment, 100m, "RON"), waits), Client, default));
            if ((await app.Service<InvoiceStore>().RequireAsync("demo", invoice.InvoiceId, default)).OpenAmount > 0)
            {
                await UntilAsync("REOPEN-6", EInvoiceAccepted); // one who is at it may have to look again
                await PaidByHandAsync(another, invoice);
            }

            await UntilAsync("REOPEN-6", Paid);
            payment = another;
        }
    }

    [Fact]
    public async Task An_event_starts_what_waits_for_it_when_the_start_is_still_in_the_outbox()
    {
        await WaitingAsync("REOPEN-7", 8007, Filed);
        var deal = await Negotiations.UpdateAsync(
            "demo",
            "REOPEN-7",
            d => d with { Reopened = 1, OrchestrationId = LifecycleMessage.ReopenedInstanceIdOf("demo", d.Id, 1) },
            message: null,
            default);
        var cancelled = LifecycleMessage.Event(deal, LifecycleEvents.InvoiceCancelled, "C-1", TimeProvider.System.GetUtcNow());

        await app.Service<LifecycleOutbox>().DeliverAsync(Client, cancelled, default);

        await EndedAsync(deal.OrchestrationId, Dead);
    }

    [Fact]
    public async Task E_conomic_is_watched_again_and_not_taken_at_its_word_while_the_money_is_gone()
    {
        var invoice = await WaitingAsync("REOPEN-8", 8008, Filed);
        var key = new EconomicKey("demo", invoice.InvoiceId, EconomicUploadType.Issuer);
        var uploads = app.Service<EconomicUploadStore>();
        await uploads.QueueAsync(
            "demo",
            new EconomicUploadRecord
            {
                Uuid = "U-8", InvoiceUuid = invoice.InvoiceId, UploadType = key.Type, CompanyUuid = "C", JournalNumber = 1, VoucherNumber = 99_008, AccountingYear = "2026",
                Status = EconomicUploadStatus.Success, BookedAt = TimeProvider.System.GetUtcNow(), PaidAt = TimeProvider.System.GetUtcNow(), CreatedAt = TimeProvider.System.GetUtcNow(),
            },
            default);
        var payment = await RecordedAsync("T-R8", 100m);
        await PaidByHandAsync(payment, invoice);
        await BecomePaidAsync("REOPEN-8", invoice, payment);

        await ReverseAsync(payment);

        var upload = await uploads.RequireAsync(key, default);
        (upload.PaidAt, upload.Reopened).ShouldBe((null, true));
        (await uploads.UnpaidAsync("demo", 200, null, default)).Items.Single(u => u.Key == key).Reopened.ShouldBeTrue();
    }

    /// <summary>An invoice whose deal waits for its payment.</summary>
    private async Task<InvoiceRecord> WaitingAsync(string deal, long number, NegotiationState[] states)
    {
        var invoice = await app.InvoiceAsync(deal, number, 100m);
        foreach (var state in states)
        {
            await Negotiations.MoveAsync("demo", deal, new TransitionRequest(state, "test"), d => d with { InvoiceId = invoice.InvoiceId }, default);
        }

        return invoice;
    }

    /// <summary>What the deal's first orchestration does when it is told.</summary>
    private async Task BecomePaidAsync(string deal, InvoiceRecord invoice, string payment) =>
        (await app.Create<MarkPaid>().Run(new PaidDeal(new DealKey("demo", deal), new InvoicePaid(invoice.InvoiceId, payment, 100m, "RON")), Client, default)).ShouldBe("PAID");

    /// <summary>What the look at a reverted transaction does.</summary>
    private async Task ReverseAsync(string payment)
    {
        var reversed = await app.Service<PaymentReversal>().ReverseAsync("demo", payment, default);
        foreach (var match in reversed!.TakenBack)
        {
            await app.Service<DealReopening>().ReopenIfOwedAsync(Client, "demo", match.InvoiceId, new MoneyGone("PAYMENT_REVERTED", payment), default);
        }
    }

    private async Task PaidByHandAsync(string payment, InvoiceRecord invoice)
    {
        var reply = await app.CallAsync(HttpMethod.Post, $"payments/{payment}/match", new { invoiceId = invoice.InvoiceId, by = "Ana" });
        reply.Status.ShouldBe(200, reply.Text);
    }

    private async Task<string> RecordedAsync(string transaction, decimal amount)
    {
        var payment = new Payment
        {
            Tenant = "demo",
            PaymentId = PaymentIds.Of("demo", transaction),
            ExternalId = transaction,
            Amount = amount,
            Currency = "RON",
            TransactionDate = TimeProvider.System.GetUtcNow(),
            RecordedAt = TimeProvider.System.GetUtcNow(),
            CorrelationId = "c",
        };
        return (await app.Service<PaymentStore>().RecordAsync(payment, default)).PaymentId;
    }

    private async Task<NegotiationState> StateAsync(string deal) => (await Negotiations.RequireAsync("demo", deal, default)).State;

    private Task<object> UntilAsync(string deal, NegotiationState state) =>
        MoneyApp.UntilAsync(async () => await StateAsync(deal) == state ? new object() : null, $"{deal} is {state.Name()}");

    private async Task EndedAsync(string instance, NegotiationState state)
    {
        var ended = await MoneyApp.UntilAsync(
            async () => await Client.GetInstanceAsync(instance, getInputsAndOutputs: true) is { IsCompleted: true } found ? found : null, $"{instance} ends");
        ended.ReadOutputAs<string>().ShouldBe(state.Name());
    }

    private async Task<JsonElement> AlertOfAsync(InvoiceRecord invoice) =>
        (await app.CallAsync(HttpMethod.Get, "alerts?limit=200")).Json.GetProperty("items").EnumerateArray()
            .Single(alert => Text(alert, "key") == $"invoice-open-again/{invoice.InvoiceId}");

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
