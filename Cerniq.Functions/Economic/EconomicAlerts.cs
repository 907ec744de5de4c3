using Cerniq.Functions.Oblio;
using Cerniq.Functions.Operations;

namespace Cerniq.Functions.Economic;

/// <summary>Tells people what of the bookkeeping they must look at, and takes it back when it is over.</summary>
public sealed class EconomicAlerts(Alerts alerts)
{
    /// <summary>e-conomic or the mapping says no: it is tried again, but only a person can mend it.</summary>
    public Task<Alert> RefusedAsync(EconomicKey key, InvoiceRecord invoice, string words, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            key.Tenant,
            new AlertNotice(
                KeyOf(key),
                AlertKind.EconomicUploadRefused,
                AlertSeverity.Warning,
                $"Invoice {invoice.OblioInvoiceId} cannot be booked in e-conomic ({key.Side})",
                $"{words} — mend it, then retry the upload.",
                key.Subject)
            {
                Facts = FactsOf(key, invoice, words),
            },
            cancellationToken);

    /// <summary>All attempts failed: it waits for a person.</summary>
    public Task<Alert> GivenUpAsync(EconomicKey key, InvoiceRecord invoice, string words, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            key.Tenant,
            new AlertNotice(
                KeyOf(key),
                AlertKind.EconomicUploadFailed,
                AlertSeverity.Critical,
                $"Invoice {invoice.OblioInvoiceId} is not booked in e-conomic ({key.Side})",
                $"{words} — all attempts are used up; mend it, then retry the upload.",
                key.Subject)
            {
                Facts = FactsOf(key, invoice, words),
            },
            cancellationToken);

    /// <summary>The voucher is there after all.</summary>
    public Task SettledAsync(EconomicKey key, CancellationToken cancellationToken) =>
        alerts.ResolveAsync(key.Tenant, KeyOf(key), cancellationToken);

    /// <summary>Booked, but without its PDF.</summary>
    public Task<Alert> NoAttachmentAsync(EconomicKey key, InvoiceRecord invoice, string words, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            key.Tenant,
            new AlertNotice(
                AttachmentKeyOf(key),
                AlertKind.EconomicAttachmentMissing,
                AlertSeverity.Warning,
                $"Invoice {invoice.OblioInvoiceId} is in e-conomic without its PDF ({key.Side})",
                $"{words} — attach the PDF by hand, or retry the upload.",
                key.Subject)
            {
                Facts = FactsOf(key, invoice, words),
            },
            cancellationToken);

    public Task AttachedAsync(EconomicKey key, CancellationToken cancellationToken) =>
        alerts.ResolveAsync(key.Tenant, AttachmentKeyOf(key), cancellationToken);

    /// <summary>It may have been deleted or moved on purpose: that is for a person to know, and no second voucher is made.</summary>
    public Task<Alert> MissingAsync(EconomicKey key, int voucherNumber, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            key.Tenant,
            new AlertNotice(
                $"economic-voucher-missing/{key.InvoiceId}/{key.Type}",
                AlertKind.EconomicVoucherMissing,
                AlertSeverity.Warning,
                $"Voucher {voucherNumber} of an invoice is no longer in e-conomic",
                "It was deleted, or its text was changed there. If it was deleted by mistake, book the invoice by hand.",
                key.Subject)
            {
                Facts = AlertFacts.Of(("voucher", $"{voucherNumber}"), ("invoice", key.InvoiceId)),
            },
            cancellationToken);

    /// <summary>A payment or refund cannot be booked.</summary>
    public Task<Alert> MoneyRefusedAsync(EconomicKey key, EconomicPayment money, string words, CancellationToken cancellationToken)
    {
        var what = EconomicPaymentStore.NameOf(money.Kind);
        return alerts.RaiseAsync(
            key.Tenant,
            new AlertNotice(
                KeyOf(money),
                what == "refund" ? AlertKind.EconomicRefundRefused : AlertKind.EconomicPaymentRefused,
                AlertSeverity.Warning,
                $"A {what} cannot be booked in e-conomic",
                $"{words} — it is tried again by itself once this is mended.",
                key.Subject)
            {
                Facts = AlertFacts.Of(("invoice", key.InvoiceId), ("error", words)),
            },
            cancellationToken);
    }

    /// <summary>The payment or refund is booked after all.</summary>
    public Task MoneyBookedAsync(EconomicKey key, EconomicPayment money, CancellationToken cancellationToken) =>
        alerts.ResolveAsync(key.Tenant, KeyOf(money), cancellationToken);

    private static IReadOnlyDictionary<string, string> FactsOf(EconomicKey key, InvoiceRecord invoice, string words) =>
        AlertFacts.Of(("invoice", invoice.OblioInvoiceId), ("side", $"{key.Side}"), ("error", words));

    private static string KeyOf(EconomicPayment money) => $"economic-{EconomicPaymentStore.NameOf(money.Kind)}/{money.InvoiceId}/{money.PaymentId}";

    private static string KeyOf(EconomicKey key) => $"economic-upload/{key.InvoiceId}/{key.Type}";

    private static string AttachmentKeyOf(EconomicKey key) => $"economic-attachment/{key.InvoiceId}/{key.Type}";
}
