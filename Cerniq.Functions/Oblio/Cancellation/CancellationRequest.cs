using System.Text.Json.Serialization;
using Cerniq.Functions.Clients;
using Cerniq.Functions.Lifecycle;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>Body of <c>POST /tenants/{tenant}/invoices/{invoiceId}/cancel</c>.</summary>
public sealed record CancellationRequest
{
    public CancellationDetails? Cancellation { get; init; }

    public CancellationOptions? Options { get; init; }
}

public sealed record CancellationDetails
{
    public CancellationReasonCode? ReasonCode { get; init; }

    /// <summary>10 to 500 characters.</summary>
    public string? ReasonText { get; init; }

    public CancellationRequester? RequestedBy { get; init; }

    public string? RequestedByUserId { get; init; }

    public CancellationType Type { get; init; } = CancellationType.Full;

    /// <summary>What to take back; with PARTIAL only.</summary>
    public IReadOnlyList<ItemToCancel>? ItemsToCancel { get; init; }

    /// <summary>Open a new deal, linked to this invoice, that invoices what was cancelled anew.</summary>
    public bool IssueCorrectiveInvoice { get; init; }

    /// <summary>What the corrective deal says otherwise than the old one; as it was when absent.</summary>
    public CorrectedDeal? Corrective { get; init; }

    /// <summary>For the audit trail; not shown to the client.</summary>
    public string? InternalNotes { get; init; }
}

/// <summary>The right data, for the corrective invoice.</summary>
public sealed record CorrectedDeal
{
    public ClientData? Client { get; init; }

    public IReadOnlyList<DealItem>? Items { get; init; }
}

public sealed record ItemToCancel
{
    public string? Sku { get; init; }

    public decimal Quantity { get; init; }
}

/// <remarks>Oblio writes the e-mail by the account's own template: it takes neither subject nor body. With either of them the storno
/// is sent by the tenant's own mail server, where one is set.</remarks>
public sealed record CancellationOptions
{
    public bool SendEmail { get; init; } = true;

    public string? EmailSubject { get; init; }

    public string? EmailBody { get; init; }

    public bool AutoSendEfacturaStorno { get; init; } = true;
}

[JsonConverter(typeof(JsonStringEnumConverter<CancellationReasonCode>))]
public enum CancellationReasonCode
{
    [JsonStringEnumMemberName("CLIENT_DISPUTE")]
    ClientDispute,

    [JsonStringEnumMemberName("DATA_ERROR")]
    DataError,

    [JsonStringEnumMemberName("ORDER_CANCELLED")]
    OrderCancelled,

    [JsonStringEnumMemberName("DUPLICATE_INVOICE")]
    DuplicateInvoice,

    [JsonStringEnumMemberName("PRICE_ADJUSTMENT")]
    PriceAdjustment,

    [JsonStringEnumMemberName("RETURNED_GOODS")]
    ReturnedGoods,

    [JsonStringEnumMemberName("OTHER")]
    Other,
}

[JsonConverter(typeof(JsonStringEnumConverter<CancellationRequester>))]
public enum CancellationRequester
{
    [JsonStringEnumMemberName("CLIENT")]
    Client,

    [JsonStringEnumMemberName("SALES_REP")]
    SalesRep,

    [JsonStringEnumMemberName("MANAGER")]
    Manager,

    [JsonStringEnumMemberName("SYSTEM")]
    System,
}

[JsonConverter(typeof(JsonStringEnumConverter<CancellationType>))]
public enum CancellationType
{
    [JsonStringEnumMemberName("FULL")]
    Full,

    [JsonStringEnumMemberName("PARTIAL")]
    Partial,
}
