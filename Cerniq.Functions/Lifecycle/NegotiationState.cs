using System.Text.Json.Serialization;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Where a deal stands. Names on the wire are those of the source documents.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NegotiationState>))]
public enum NegotiationState
{
    [JsonStringEnumMemberName("CLOSING")]
    Closing,

    [JsonStringEnumMemberName("NEEDS_CLIENT_FIX")]
    NeedsClientFix,

    [JsonStringEnumMemberName("PROFORMA_SENT")]
    ProformaSent,

    [JsonStringEnumMemberName("PROFORMA_ACCEPTED")]
    ProformaAccepted,

    [JsonStringEnumMemberName("INVOICED")]
    Invoiced,

    [JsonStringEnumMemberName("EINVOICE_PENDING")]
    EInvoicePending,

    [JsonStringEnumMemberName("EINVOICE_ACCEPTED")]
    EInvoiceAccepted,

    [JsonStringEnumMemberName("EINVOICE_REJECTED")]
    EInvoiceRejected,

    [JsonStringEnumMemberName("PAID")]
    Paid,

    [JsonStringEnumMemberName("DEAD")]
    Dead,
}
