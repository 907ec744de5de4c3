namespace Cerniq.Functions.Operations;

/// <summary>What sort of thing an alert tells. Each kind has a letter in every language (<c>Mail/Templates/{kind}.{language}.txt</c>), and
/// brings the facts that the letter is filled in with.</summary>
public sealed class AlertKind
{
    public static readonly AlertKind AnafLogin = new("anaf_login", "ends_on");
    public static readonly AlertKind AnafLoginFailed = new("anaf_login_failed", "error");
    public static readonly AlertKind AnafQuota = new("anaf_quota", "endpoint", "used", "limit", "of_message");
    public static readonly AlertKind ApprovalExpired = new("approval_expired", "approval_kind", "about");
    public static readonly AlertKind ApprovalWaiting = new("approval_waiting", "approval_kind", "about", "asked_at", "expires_at");
    public static readonly AlertKind AuditBroken = new("audit_broken", "sequence");
    public static readonly AlertKind CertificateExpiring = new("certificate_expiring", "certificate", "not_after", "days_left");
    public static readonly AlertKind CertificateUnfit = new("certificate_unfit", "error");
    public static readonly AlertKind DocumentNotMailed = new("document_not_mailed", "number");
    public static readonly AlertKind EconomicAttachmentMissing = new("economic_attachment_missing", "invoice", "side", "error");
    public static readonly AlertKind EconomicPaymentRefused = new("economic_payment_refused", "invoice", "error");
    public static readonly AlertKind EconomicRefundRefused = new("economic_refund_refused", "invoice", "error");
    public static readonly AlertKind EconomicUploadFailed = new("economic_upload_failed", "invoice", "side", "error");
    public static readonly AlertKind EconomicUploadRefused = new("economic_upload_refused", "invoice", "side", "error");
    public static readonly AlertKind EconomicVoucherMissing = new("economic_voucher_missing", "voucher", "invoice");
    public static readonly AlertKind EFacturaDeadline = new("efactura_deadline", "invoice_number", "queue_id", "deadline", "days_left", "status");
    public static readonly AlertKind EFacturaEvidence = new("efactura_evidence", "invoice_number", "queue_id", "problem");
    public static readonly AlertKind EFacturaFiling = new("efactura_filing", "invoice_number", "queue_id", "error", "retry_count", "next_retry_at", "deadline");
    public static readonly AlertKind EFacturaRejected = new("efactura_rejected", "invoice_number", "queue_id", "error", "deadline");
    public static readonly AlertKind EFacturaSigning = new("efactura_signing", "invoice_number", "queue_id", "problem");
    public static readonly AlertKind EFacturaStuck = new("efactura_stuck", "invoice_number", "queue_id", "status", "negotiation", "deadline");
    public static readonly AlertKind InvoiceOpenAgain = new("invoice_open_again", "invoice", "owed");
    public static readonly AlertKind NegotiationStuck = new("negotiation_stuck", "negotiation", "step", "error");
    public static readonly AlertKind OblioCollectDiffers = new("oblio_collect_differs", "invoice", "shown", "has", "currency", "collection");
    public static readonly AlertKind OblioCollectRefused = new("oblio_collect_refused", "invoice", "error");
    public static readonly AlertKind PaymentNotMatched = new("payment_not_matched", "amount", "invoice");
    public static readonly AlertKind PaymentReverted = new("payment_reverted", "amount", "invoices", "refunded");
    public static readonly AlertKind ProformaWaiting = new("proforma_waiting", "proforma", "negotiation", "issued", "last_day");
    public static readonly AlertKind RefundNotPaid = new("refund_not_paid", "amount", "currency", "error");
    public static readonly AlertKind RevolutLoginRefused = new("revolut_login_refused", "error");
    public static readonly AlertKind RevolutUnknownTransaction = new("revolut_unknown_transaction", "transaction");
    public static readonly AlertKind RevolutUnreachable = new("revolut_unreachable", "since", "error");
    public static readonly AlertKind SeriesGap = new("series_gap", "series", "holes", "missing", "canceled", "differing");
    public static readonly AlertKind StornoRefused = new("storno_refused", "invoice", "error");
    public static readonly AlertKind TotalDiffers = new("total_differs", "document", "ours", "theirs", "currency");

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<AlertKind> All { get; } =
        [.. typeof(AlertKind).GetFields().Select(field => field.GetValue(null)).OfType<AlertKind>().OrderBy(kind => kind.Name, StringComparer.Ordinal)];

    private AlertKind(string name, params string[] facts) => (Name, Facts) = (name, facts);

    /// <summary>As it is stored and listed, such as <c>efactura_deadline</c>.</summary>
    public string Name { get; }

    /// <summary>What its letter asks for.</summary>
    public IReadOnlyList<string> Facts { get; }

    public override string ToString() => Name;
}
