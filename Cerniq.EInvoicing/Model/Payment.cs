namespace Cerniq.EInvoicing.Model;

/// <summary>One way to pay (BG-16).</summary>
public sealed record PaymentMeans
{
    /// <summary>BT-81: UNTDID 4461, for example 30 or 42 credit transfer, 58 SEPA, 48 card, 10 cash.</summary>
    public required string Code { get; init; }

    /// <summary>BT-82: in words, at most 100 characters.</summary>
    public string? Name { get; init; }

    /// <summary>BT-83: what the payer should write, at most 140.</summary>
    public string? RemittanceInformation { get; init; }

    /// <summary>BG-17.</summary>
    public CreditTransfer? CreditTransfer { get; init; }

    /// <summary>BG-18.</summary>
    public PaymentCard? Card { get; init; }

    /// <summary>BG-19.</summary>
    public DirectDebit? DirectDebit { get; init; }
}

/// <summary>An account to pay into (BG-17).</summary>
/// <param name="Account">BT-84: IBAN or another account.</param>
/// <param name="AccountName">BT-85, at most 200 characters.</param>
/// <param name="ServiceProvider">BT-86: BIC.</param>
public sealed record CreditTransfer(string Account, string? AccountName = null, string? ServiceProvider = null);

/// <summary>A card used (BG-18).</summary>
/// <param name="Number">BT-87: only the last 4 to 6 digits.</param>
/// <param name="Network">Required by UBL: the card's network.</param>
/// <param name="Holder">BT-88, at most 200 characters.</param>
public sealed record PaymentCard(string Number, string Network, string? Holder = null);

/// <summary>A direct debit (BG-19); the creditor's identifier (BT-90) is a party identifier with scheme SEPA.</summary>
/// <param name="Mandate">BT-89.</param>
/// <param name="Account">BT-91: the account debited.</param>
public sealed record DirectDebit(string? Mandate = null, string? Account = null);
