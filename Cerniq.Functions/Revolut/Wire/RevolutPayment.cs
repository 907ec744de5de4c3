using System.Text.Json.Serialization;

namespace Cerniq.Functions.Revolut.Wire;

/// <summary>A payment to a counterparty.</summary>
public sealed record RevolutPayRequest
{
    /// <summary>At most 40 characters. Revolut remembers it for two weeks only: never send it later than that.</summary>
    [JsonPropertyName("request_id")]
    public required string RequestId { get; init; }

    /// <summary>Our account that pays.</summary>
    [JsonPropertyName("account_id")]
    public required string AccountId { get; init; }

    [JsonPropertyName("receiver")]
    public required RevolutReceiver Receiver { get; init; }

    /// <summary>In major units.</summary>
    [JsonPropertyName("amount")]
    public required decimal Amount { get; init; }

    [JsonPropertyName("currency")]
    public required string Currency { get; init; }

    /// <summary>Revolut cuts it at 140 characters without a word.</summary>
    [JsonPropertyName("reference")]
    public string? Reference { get; init; }

    /// <summary><c>shared</c>, <c>debtor</c> or <c>prefer_debtor</c>.</summary>
    [JsonPropertyName("charge_bearer")]
    public string? ChargeBearer { get; init; }

    [JsonPropertyName("transfer_reason_code")]
    public string? TransferReasonCode { get; init; }

    [JsonPropertyName("exchange_reason_code")]
    public string? ExchangeReasonCode { get; init; }

    /// <summary>Required for the Romanian treasury.</summary>
    [JsonPropertyName("fiscal_code")]
    public string? FiscalCode { get; init; }
}

public sealed record RevolutReceiver
{
    [JsonPropertyName("counterparty_id")]
    public required string CounterpartyId { get; init; }

    /// <summary>Needed when the counterparty has several accounts.</summary>
    [JsonPropertyName("account_id")]
    public string? AccountId { get; init; }

    [JsonPropertyName("card_id")]
    public string? CardId { get; init; }
}

/// <summary>A payment that was taken.</summary>
public sealed record RevolutPayment
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    /// <summary>A transaction's state; not completed yet, as a rule.</summary>
    [JsonPropertyName("state")]
    public string State { get; init; } = "";

    [JsonPropertyName("created_at")]
    public DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("completed_at")]
    public DateTimeOffset? CompletedAt { get; init; }
}

/// <summary>Somebody who can be paid.</summary>
public sealed record RevolutCounterparty
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary><c>created</c>, <c>draft</c> or <c>deleted</c>.</summary>
    [JsonPropertyName("state")]
    public string? State { get; init; }

    /// <summary><c>personal</c> or <c>business</c>.</summary>
    [JsonPropertyName("profile_type")]
    public string? ProfileType { get; init; }

    [JsonPropertyName("country")]
    public string? Country { get; init; }

    [JsonPropertyName("accounts")]
    public IReadOnlyList<RevolutCounterpartyAccount>? Accounts { get; init; }
}

public sealed record RevolutCounterpartyAccount
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    [JsonPropertyName("currency")]
    public string Currency { get; init; } = "";

    /// <summary><c>revolut</c> or <c>external</c>.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("iban")]
    public string? Iban { get; init; }

    [JsonPropertyName("bic")]
    public string? Bic { get; init; }
}

/// <summary>A counterparty to be made: exactly one of the names, and a bank account.</summary>
public sealed record RevolutNewCounterparty
{
    [JsonPropertyName("company_name")]
    public string? CompanyName { get; init; }

    [JsonPropertyName("individual_name")]
    public RevolutIndividualName? IndividualName { get; init; }

    /// <summary>Two letters.</summary>
    [JsonPropertyName("bank_country")]
    public required string BankCountry { get; init; }

    [JsonPropertyName("currency")]
    public required string Currency { get; init; }

    [JsonPropertyName("iban")]
    public string? Iban { get; init; }

    [JsonPropertyName("bic")]
    public string? Bic { get; init; }
}

public sealed record RevolutIndividualName(
    [property: JsonPropertyName("first_name")] string FirstName,
    [property: JsonPropertyName("last_name")] string LastName);
