using System.Text.Json;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Storage;
using Microsoft.DurableTask.Client;
using static Cerniq.Functions.Lifecycle.NegotiationState;

namespace Cerniq.Functions.Tests.Payments;

/// <summary>An invoice that a person files while its deal waits for the payment: the deal goes the way of one that was filed by itself.</summary>
public sealed class FiledByHandPaymentTests(MoneyApp app) : IClassFixture<MoneyApp>
{
    private NegotiationStore Negotiations => app.Service<NegotiationStore>();

    private DurableTaskClient Client => app.Service<DurableTaskClient>();

    [Fact]
    public async Task A_payment_that_comes_before_ANAFs_word_makes_the_deal_PAID_after_it()
    {
        var invoice = await InvoicedAsync("HAND-PAY-1", 9001);
        var filing = await KeptAsync(Filing(invoice, EFacturaStatus.Queued));
        await FollowAsync(filing);
        (await StateAsync("HAND-PAY-1")).ShouldBe(EInvoicePending);
        var told = await PaidAsync(invoice);

        (await app.Create<MarkPaid>().Run(told, Client, default)).ShouldBe("EINVOICE_PENDING");
        (await app.Create<MarkPaid>().Run(told, Client, default)).ShouldBe("EINVOICE_PENDING", "repeated after a crash");
        (await Negotiations.RequireAsync("demo", "HAND-PAY-1", default)).OrchestrationId
            .ShouldBe(LifecycleMessage.ReopenedInstanceIdOf("demo", "HAND-PAY-1", 1));

        await FollowAsync(filing with { Status = EFacturaStatus.Accepted });
        await FollowAsync(filing with { Status = EFacturaStatus.Accepted });
        await DeliverAsync();

        await MoneyApp.UntilAsync(async () => await StateAsync("HAND-PAY-1") == Paid ? new object() : null, "the deal is PAID");
        (await MovesAsync("HAND-PAY-1")).ShouldBe([Closing, ProformaSent, ProformaAccepted, Invoiced, EInvoicePending, EInvoiceAccepted, Paid]);
    }

    [Fact]
    public async Task A_deal_that_was_paid_before_it_is_filed_stays_PAID_and_goes_back_to_ANAFs_word_when_the_money_is_gone()
    {
        var invoice = await InvoicedAsync("HAND-PAY-2", 9002);
        var told = await PaidAsync(invoice);
        (await app.Create<MarkPaid>().Run(told, Client, default)).ShouldBe("PAID");
        await FollowAsync(await KeptAsync(Filing(invoice, EFacturaStatus.Queued)));
        (await StateAsync("HAND-PAY-2")).ShouldBe(Paid);

        (await app.CallAsync(HttpMethod.Post, $"payments/{told.Payment.PaymentId}/unmatch", new { invoiceId = invoice.InvoiceId })).Status.ShouldBe(200);
        (await StateAsync("HAND-PAY-2")).ShouldBe(EInvoicePending);
    }

    [Fact]
    public async Task A_rejected_deal_that_was_paid_becomes_PAID_once_the_draft_after_the_rejection_is_filed()
    {
        var (invoice, draft) = await RejectedThenDraftAsync("HAND-PAY-3", 9003);
        (await app.Create<MarkPaid>().Run(await PaidAsync(invoice), Client, default)).ShouldBe("EINVOICE_REJECTED");

        await FollowAsync(draft with { IsByHand = true, Status = EFacturaStatus.Queued });
        (await StateAsync("HAND-PAY-3")).ShouldBe(EInvoicePending);
        await FollowAsync(draft with { IsByHand = true, Status = EFacturaStatus.Accepted });
        await DeliverAsync();

        await MoneyApp.UntilAsync(async () => await StateAsync("HAND-PAY-3") == Paid ? new object() : null, "the deal is PAID");
    }

    [Fact]
    public async Task A_draft_after_a_rejection_that_is_rejected_in_turn_leaves_the_deal_rejected()
    {
        var (_, draft) = await RejectedThenDraftAsync("HAND-PAY-4", 9004);
        var rejected = draft with { IsByHand = true, Status = EFacturaStatus.Rejected };

        await FollowAsync(rejected with { Status = EFacturaStatus.Queued });
        await FollowAsync(rejected);
        await FollowAsync(rejected);

        (await MovesAsync("HAND-PAY-4")).TakeLast(3).ShouldBe([EInvoiceRejected, EInvoicePending, EInvoiceRejected]);
    }

    [Theory]
    [InlineData(EFacturaStatus.Accepted, EInvoiceAccepted)]
    [InlineData(EFacturaStatus.Rejected, EInvoiceRejected)]
    [InlineData(EFacturaStatus.Error, EInvoicePending)]
    public async Task News_that_come_late_or_out_of_turn_lead_to_the_same_state(EFacturaStatus now, NegotiationState state)
    {
        var deal = $"HAND-LATE-{now}";
        var invoice = await InvoicedAsync(deal, 9100 + (int)now);

        await FollowAsync(Filing(invoice, now));
        (await StateAsync(deal)).ShouldBe(state);
        await FollowAsync(Filing(invoice, now));
        await FollowAsync(Filing(invoice, EFacturaStatus.Draft));
        await FollowAsync(Filing(invoice, EFacturaStatus.Accepted) with { InvoiceId = JsonSerializer.SerializeToElement("a storno") });

        (await StateAsync(deal)).ShouldBe(state);
        var issued = await app.Service<InvoiceStore>().RequireAsync("demo", invoice.InvoiceId, default);
        (issued.EfacturaTriggered, issued.EfacturaJobId).ShouldBe((true, "77"));
    }

    private Task FollowAsync(EFacturaEntry entry) => app.Service<FilingsByHand>().FollowAsync(entry, default);

    private async Task<InvoiceRecord> InvoicedAsync(string deal, long number)
    {
        var invoice = await app.InvoiceAsync(deal, number, 100m);
        foreach (var state in new[] { ProformaSent, ProformaAccepted, Invoiced })
        {
            await Negotiations.MoveAsync("demo", deal, new TransitionRequest(state, "test"), d => d with { InvoiceId = invoice.InvoiceId }, default);
        }

        return invoice;
    }

    /// <summary>ANAF rejected the first filing, and the second is a draft: e-Factura was turned off in between.</summary>
    private async Task<(InvoiceRecord Invoice, EFacturaEntry Draft)> RejectedThenDraftAsync(string deal, long number)
    {
        var invoice = await InvoicedAsync(deal, number);
        await Negotiations.MoveAsync("demo", deal, FilingMoves.Pending(76), d => d with { EFacturaQueueId = 76 }, default);
        await Negotiations.MoveAsync("demo", deal, new TransitionRequest(EInvoiceRejected, "test"), change: null, default);
        var draft = await KeptAsync(Filing(invoice, EFacturaStatus.Draft) with { IsByHand = false, OutOfScope = "efactura_enabled is false" });
        await Negotiations.UpdateAsync("demo", deal, d => d with { EFacturaQueueId = draft.QueueId }, message: null, default);
        return (invoice, draft);
    }

    private async Task<EFacturaEntry> KeptAsync(EFacturaEntry entry) => (await app.Service<EFacturaStore>().AddAsync(
        "demo", entry.InvoiceIdText, 1, (key, _) => Task.FromResult(entry with { QueueId = key.QueueId }), default)).Entry;

    /// <summary>Pays the invoice.</summary>
    /// <returns>What the deal's orchestration then hears.</returns>
    private async Task<PaidDeal> PaidAsync(InvoiceRecord invoice)
    {
        var payment = await app.Service<PaymentStore>().RecordAsync(
            new Payment
            {
                Tenant = "demo",
                PaymentId = PaymentIds.Of("demo", $"T-{invoice.NegotiationId}"),
                ExternalId = $"T-{invoice.NegotiationId}",
                Amount = 100m,
                Currency = "RON",
                TransactionDate = TimeProvider.System.GetUtcNow(),
                RecordedAt = TimeProvider.System.GetUtcNow(),
                CorrelationId = "c",
            },
            default);
        var reply = await app.CallAsync(HttpMethod.Post, $"payments/{payment.PaymentId}/match", new { invoiceId = invoice.InvoiceId, by = "Ana" });
        reply.Status.ShouldBe(200, reply.Text);
        return new PaidDeal(
            new DealKey("demo", invoice.NegotiationId),
            new InvoicePaid(invoice.InvoiceId, payment.PaymentId, 100m, "RON"),
            LifecycleMessage.InstanceIdOf("demo", invoice.NegotiationId));
    }

    /// <summary>What the sweep of the outbox does, without its wait for the hands of a living request.</summary>
    private Task<int> DeliverAsync() => new LifecycleOutbox(app.Service<ITableStore>(), new SetClock { Now = TimeProvider.System.GetUtcNow().AddMinutes(1) })
        .DeliverLeftBehindAsync(Client, "demo", default);

    private async Task<NegotiationState> StateAsync(string deal) => (await Negotiations.RequireAsync("demo", deal, default)).State;

    private async Task<IEnumerable<NegotiationState>> MovesAsync(string deal) =>
        (await Negotiations.HistoryAsync("demo", deal, default)).Select(line => line.To);

    private static EFacturaEntry Filing(InvoiceRecord invoice, EFacturaStatus status) => new()
    {
        Tenant = "demo",
        QueueId = 77,
        InvoiceId = JsonSerializer.SerializeToElement(invoice.InvoiceId),
        NegotiationId = invoice.NegotiationId,
        IsIssuedHere = true,
        IsByHand = true,
        InvoiceNumber = invoice.OblioInvoiceId,
        IssueDate = invoice.IssueDate,
        Deadline = invoice.IssueDate.AddDays(7),
        Status = status,
        AnafIds = new AnafIds("5001"),
        Source = new StoredFile("none", ""),
        CreatedAt = TimeProvider.System.GetUtcNow(),
        CorrelationId = "c",
    };
}
