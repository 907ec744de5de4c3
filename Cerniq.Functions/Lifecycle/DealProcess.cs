using Cerniq.Functions.Clients;
using Cerniq.Functions.Economic;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Oblio;
using Microsoft.DurableTask;

namespace Cerniq.Functions.Lifecycle;

/// <summary>The steps of <see cref="NegotiationLifecycle"/>. Deterministic: all work is in activities.</summary>
internal sealed class DealProcess(TaskOrchestrationContext context, DealKey deal)
{
    private readonly PatientCalls _patiently = new(context, deal);
    private Task<string>? _cancelled;

    /// <summary>Comes when the invoice is cancelled whole. Nothing that runs is broken off: what was issued is still filed.</summary>
    private Task<string> Cancelled => _cancelled ??= context.WaitForExternalEvent<string>(LifecycleEvents.InvoiceCancelled);

    /// <summary>Validates, and waits for the client's data to be mended as often as it takes.</summary>
    /// <returns>Null when the data are right; otherwise why the deal was given up.</returns>
    public async Task<ProformaDecision?> ValidateClientUntilItIsRight()
    {
        while (true)
        {
            // Listens before it checks: a fix that is posted at once must not be missed.
            var mended = context.WaitForExternalEvent<ClientFixed>(LifecycleEvents.ClientFixed);
            if (await _patiently.Call<bool>(nameof(ValidateDealClient), deal, RetrySchedules.ClientValidate))
            {
                return null;
            }

            context.SetCustomStatus("waiting for the client's data to be fixed");
            if (await mended is { GoOn: false } givenUp)
            {
                return new ProformaDecision(false, givenUp.Reason ?? "CLIENT_DATA_REFUSED", givenUp.By, new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero));
            }

            context.SetCustomStatus(null);
        }
    }

    /// <summary>Issues the proforma, keeps its PDF and tells the world.</summary>
    public async Task SendProforma()
    {
        await _patiently.Call<string>(nameof(IssueProforma), deal, RetrySchedules.ProformaCreate);
        await _patiently.Call<string>(nameof(ArchiveProformaPdf), deal, RetrySchedules.ProformaCreate);
        await _patiently.Call<string>(nameof(MarkProformaSent), deal, RetrySchedules.Records);
    }

    /// <summary>The client's answer, or expiry, whichever comes first.</summary>
    public async Task<ProformaDecision> AnswerToProforma()
    {
        var terms = await _patiently.Call<ProformaTerms>(nameof(ReadProformaTerms), deal, RetrySchedules.Records);
        if (terms.Decision is { } given)
        {
            return given;
        }

        context.SetCustomStatus("waiting for the client's answer to the proforma");
        var answer = context.WaitForExternalEvent<ProformaDecision>(LifecycleEvents.ProformaDecided);
        while (true)
        {
            var expiresAt = terms.ExpiresAt?.UtcDateTime ?? DateTime.MaxValue;
            var remindAt = context.CurrentUtcDateTime + terms.RemindEvery;
            var expiresNext = expiresAt <= remindAt;
            if (await ComesBefore(answer, expiresNext ? expiresAt : remindAt))
            {
                return await answer;
            }

            if (expiresNext)
            {
                return await _patiently.Call<ProformaDecision>(nameof(ExpireProforma), deal, RetrySchedules.Records);
            }

            await _patiently.Call<string>(nameof(RemindOfProforma), deal, RetrySchedules.Records);
        }
    }

    private async Task<bool> ComesBefore(Task answer, DateTime moment)
    {
        using var over = new CancellationTokenSource();
        if (await Task.WhenAny(answer, context.CreateTimer(moment, over.Token)) != answer)
        {
            return false;
        }

        over.Cancel();
        return true;
    }

    /// <summary>Rejected or expired: the deal is over.</summary>
    public async Task<string> End(ProformaDecision answer)
    {
        context.SetCustomStatus(null);
        await _patiently.Call<string>(nameof(EndDeal), new EndedDeal(deal, answer), RetrySchedules.Records);
        return NegotiationState.Dead.Name();
    }

    /// <summary>Turns the accepted proforma into a fiscal invoice.</summary>
    public async Task IssueInvoice(ProformaDecision answer)
    {
        context.SetCustomStatus(null);
        await _patiently.Call<string>(nameof(MarkProformaAccepted), new AcceptedDeal(deal, answer), RetrySchedules.Records);
        await _patiently.Call<string>(nameof(CreateInvoice), deal, RetrySchedules.InvoiceCreate);
        await _patiently.Call<string>(nameof(ArchiveInvoicePdf), deal, RetrySchedules.InvoiceCreate);
        await _patiently.Call<string>(nameof(MarkInvoiced), deal, RetrySchedules.Records);
    }

    /// <summary>Books the invoice in e-conomic, where the tenant uses it.</summary>
    public Task BookInEconomic()
    {
        var invoice = new EconomicInvoice(deal.Tenant, InvoiceIds.Of(deal));
        return context.CallSubOrchestratorAsync(
            nameof(EconomicBooking), invoice, new SubOrchestrationOptions(instanceId: invoice.InstanceId));
    }

    /// <summary>Files the invoice; after a rejection waits until a person lets it be filed again.</summary>
    public async Task FileEFacturaUntilAccepted()
    {
        for (var attempt = 1; ; attempt++)
        {
            var again = context.WaitForExternalEvent<string>(LifecycleEvents.EFacturaReissue);
            var queued = await _patiently.Call<QueuedFiling>(
                nameof(QueueDealForEFactura), new DealFiling(deal, attempt), RetrySchedules.Records);
            if (queued.QueueId is not { } queueId)
            {
                return; // nothing to file: the deal goes on without
            }

            var filing = new EFacturaKey(deal.Tenant, queueId);
            var outcome = await context.CallSubOrchestratorAsync<EFacturaOutcome>(
                nameof(EFacturaSubmission), filing, new SubOrchestrationOptions(instanceId: filing.InstanceId));
            if (await _patiently.Call<bool>(nameof(SettleDealFiling), new SettledFiling(deal, queueId, outcome), RetrySchedules.Records))
            {
                return;
            }

            context.SetCustomStatus("e-Factura rejected: waiting for a person");
            var next = await Task.WhenAny(again, Cancelled);
            context.SetCustomStatus(null);
            if (next == Cancelled)
            {
                return; // ANAF never had the invoice, and now nobody wants it to
            }
        }
    }

    /// <summary>Waits for the payments to reach what is due, or for the invoice to be cancelled.</summary>
    /// <returns>The state the deal ended in.</returns>
    public async Task<string> WaitUntilPaidOrCancelled()
    {
        context.SetCustomStatus("waiting for the payment");
        var payment = context.WaitForExternalEvent<InvoicePaid>(LifecycleEvents.InvoicePaid);
        var first = await Task.WhenAny(payment, Cancelled);
        context.SetCustomStatus(null);
        return first == payment
            ? await _patiently.Call<string>(nameof(MarkPaid), new PaidDeal(deal, await payment, context.InstanceId), RetrySchedules.Records)
            : NegotiationState.Dead.Name();
    }
}
