using Cerniq.Functions.Oblio;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Payments.Collecting;

/// <summary>Tells people where Oblio and the payments disagree, and takes it back when they agree again.</summary>
public sealed class CollectionAlerts(Alerts alerts)
{
    /// <summary>Oblio will not take it.</summary>
    public Task<Alert> RefusedAsync(Payment payment, InvoiceRecord invoice, string words, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            payment.Tenant,
            new AlertNotice(
                KeyOf(payment, invoice),
                AlertKind.OblioCollectRefused,
                AlertSeverity.Warning,
                $"Oblio did not take a payment of invoice {invoice.OblioInvoiceId}",
                $"{words} — enter it there by hand.",
                $"negotiation/{invoice.NegotiationId}")
            {
                Facts = AlertFacts.Of(("invoice", invoice.OblioInvoiceId), ("error", words)),
            },
            cancellationToken);

    /// <summary>Compares what Oblio shows with what the invoice has of the payment.</summary>
    public Task CompareAsync(
        Payment payment, InvoiceRecord invoice, CollectedPayment collected, decimal has, CancellationToken cancellationToken) =>
        collected.Amount == has
            ? alerts.ResolveAsync(payment.Tenant, KeyOf(payment, invoice), cancellationToken)
            : alerts.RaiseAsync(
                payment.Tenant,
                new AlertNotice(
                    KeyOf(payment, invoice),
                    AlertKind.OblioCollectDiffers,
                    AlertSeverity.Warning,
                    $"Oblio shows {Currencies.Text(collected.Amount, invoice.Currency)} as collected on invoice {invoice.OblioInvoiceId}; it is {Currencies.Number(has, invoice.Currency)}",
                    $"The payment was matched otherwise or reverted since, and Oblio cannot be told so. Change the collection {collected.DocumentNumber} there by hand.",
                    $"negotiation/{invoice.NegotiationId}")
                {
                    Facts = AlertFacts.Of(
                        ("invoice", invoice.OblioInvoiceId),
                        ("shown", Currencies.Number(collected.Amount, invoice.Currency)),
                        ("has", Currencies.Number(has, invoice.Currency)),
                        ("currency", invoice.Currency),
                        ("collection", $"{collected.DocumentNumber}")),
                },
                cancellationToken);

    private static string KeyOf(Payment payment, InvoiceRecord invoice) => $"oblio-collect/{invoice.InvoiceId}/{payment.PaymentId}";
}
