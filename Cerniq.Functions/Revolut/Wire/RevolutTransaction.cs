using System.Text.Json.Serialization;

namespace Cerniq.Functions.Revolut.Wire;

/// <summary>An account of the business.</summary>
public sealed record RevolutAccount
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>In major units.</summary>
    [JsonPropertyName("balance")]
    public decimal? Balance { get; init; }

    [JsonPropertyName("currency")]
    public string Currency { get; init; } = "";

    /// <summary><c>active</c> or <c>inactive</c>.</summary>
    [JsonPropertyName("state")]
    public string State { get; init; } = "";

    [JsonPropertyName("created_at")]
    public DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("updated_at")]
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A transaction as Revolut knows it. Types and states are open sets.</summary>
public sealed record RevolutTransaction
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    /// <summary>Such as <c>transfer</c>, <c>topup</c>, <c>refund</c>, <c>topup_return</c>.</summary>
    [JsonPropertyName("type")]
    public string Type { get; init; } = "";

    /// <summary><c>created</c>, <c>pending</c>, <c>completed</c>, <c>declined</c>, <c>failed</c> or <c>reverted</c>.</summary>
    [JsonPropertyName("state")]
    public string State { get; init; } = "";

    /// <summary>Ours when we made the payment. No UUID in general.</summary>
    [JsonPropertyName("request_id")]
    public string? RequestId { get; init; }

    /// <summary>Why it was declined or failed.</summary>
    [JsonPropertyName("reason_code")]
    public string? ReasonCode { get; init; }

    [JsonPropertyName("created_at")]
    public DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("updated_at")]
    public DateTimeOffset UpdatedAt { get; init; }

    [JsonPropertyName("completed_at")]
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The transaction that a refund or a return goes back to.</summary>
    [JsonPropertyName("related_transaction_id")]
    public string? RelatedTransactionId { get; init; }

    /// <summary>The payer's free text.</summary>
    [JsonPropertyName("reference")]
    public string? Reference { get; init; }

    [JsonPropertyName("merchant")]
    public RevolutMerchant? Merchant { get; init; }

    /// <summary>One leg, or two between own accounts. Two legs may share one id.</summary>
    [JsonPropertyName("legs")]
    public IReadOnlyList<RevolutLeg> Legs { get; init; } = [];
}

/// <summary>What a transaction does to one account.</summary>
public sealed record RevolutLeg
{
    [JsonPropertyName("leg_id")]
    public string LegId { get; init; } = "";

    /// <summary>In major units; positive when money came in.</summary>
    [JsonPropertyName("amount")]
    public decimal? Amount { get; init; }

    [JsonPropertyName("currency")]
    public string Currency { get; init; } = "";

    [JsonPropertyName("account_id")]
    public string AccountId { get; init; } = "";

    [JsonPropertyName("fee")]
    public decimal? Fee { get; init; }

    [JsonPropertyName("bill_amount")]
    public decimal? BillAmount { get; init; }

    [JsonPropertyName("bill_currency")]
    public string? BillCurrency { get; init; }

    /// <summary>Often holds no more than the account type, or is missing.</summary>
    [JsonPropertyName("counterparty")]
    public RevolutLegCounterparty? Counterparty { get; init; }

    /// <summary>Such as <c>Payment from John Smith</c>.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }

    /// <summary>Of the account, afterwards.</summary>
    [JsonPropertyName("balance")]
    public decimal? Balance { get; init; }
}

public sealed record RevolutLegCounterparty
{
    /// <summary><c>self</c>, <c>revolut</c> or <c>external</c>.</summary>
    [JsonPropertyName("account_type")]
    public string? AccountType { get; init; }

    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("account_id")]
    public string? AccountId { get; init; }
}

public sealed record RevolutMerchant
{
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("category_code")]
    public string? CategoryCode { get; init; }

    /// <summary>Two or three letters.</summary>
    [JsonPropertyName("country")]
    public string? Country { get; init; }
}
