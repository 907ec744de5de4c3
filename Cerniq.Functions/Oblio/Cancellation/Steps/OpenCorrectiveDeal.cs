using System.Security.Cryptography;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>Opens a new deal that invoices anew what was cancelled, with the corrections that were given.</summary>
public sealed class OpenCorrectiveDeal(
    CancellationStore cancellations, InvoiceStore invoices, NegotiationStore deals, LifecycleOutbox outbox, TimeProvider clock)
{
    /// <returns>The new deal; empty when none was asked for.</returns>
    [Function(nameof(OpenCorrectiveDeal))]
    public async Task<string> Run(
        [ActivityTrigger] CancellationKey key, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var cancellation = await cancellations.RequireAsync(key, cancellationToken);
        if (!cancellation.Details.IssueCorrectiveInvoice)
        {
            return "";
        }

        var old = await deals.RequireAsync(key.Tenant, cancellation.NegotiationId, cancellationToken);
        var storno = await invoices.RequireAsync(key.Tenant, cancellation.Result!.StornoInvoiceId, cancellationToken);
        var deal = New(old, storno, cancellation);
        if (await deals.CreateAsync(deal, cancellationToken) is { } start)
        {
            await outbox.DeliverAsync(client, start, cancellationToken);
        }

        await cancellations.UpdateAsync(
            key,
            c => c with { Result = c.Result! with { CorrectiveInvoiceTriggered = true, CorrectiveInvoiceJobId = deal.Id } },
            cancellationToken);
        return deal.Id;
    }

    private Negotiation New(Negotiation old, InvoiceRecord storno, CancellationRecord cancellation)
    {
        var now = clock.GetUtcNow();
        var request = Request(old, storno, cancellation);
        return new Negotiation
        {
            Tenant = old.Tenant,
            Id = request.NegotiationId!,
            RequestHash = Convert.ToHexStringLower(SHA256.HashData(CerniqJson.Write(request))),
            Request = request,
            Client = request.Client!,
            CorrectsInvoiceId = cancellation.InvoiceId,
            CorrelationId = cancellation.CorrelationId,
            OrchestrationId = LifecycleMessage.InstanceIdOf(old.Tenant, request.NegotiationId!),
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private static NegotiationRequest Request(Negotiation old, InvoiceRecord storno, CancellationRecord cancellation)
    {
        var corrected = cancellation.Details.Corrective;
        var details = old.Request.Details ?? new DealDetails();
        return old.Request with
        {
            NegotiationId = $"C-{cancellation.CancellationId}",
            Client = corrected?.Client ?? storno.Client,
            Items = corrected?.Items ?? [.. storno.Lines.Select(Item)],
            Details = details with
            {
                IssueDate = null,
                DueDate = null,
                ValidUntil = null,
                DeliveryDate = storno.DeliveryDate,
                Mentions = string.IsNullOrWhiteSpace(details.Mentions)
                    ? $"Corecteaza factura {storno.Storno!.OriginalOblioId}"
                    : $"{details.Mentions}\nCorecteaza factura {storno.Storno!.OriginalOblioId}",
            },
        };
    }

    private static DealItem Item(InvoiceLineRecord line) => new()
    {
        Sku = line.Sku,
        Name = line.Name,
        Description = line.Description,
        Quantity = -line.Quantity,
        Unit = line.Unit,
        UnitPrice = line.UnitPrice,
        VatRate = line.VatRate,
        Discount = line.Discount,
    };
}
