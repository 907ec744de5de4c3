using Cerniq.Functions.Revolut.Wire;

namespace Cerniq.Functions.Payments;

/// <summary>What a transaction is to our books.</summary>
public enum TransactionKind
{
    /// <summary>Money of somebody else that came in.</summary>
    Incoming,

    /// <summary>Money of ours that went to somebody else.</summary>
    Outgoing,

    /// <summary>A move between our own accounts.</summary>
    OwnTransfer,

    /// <summary>The same, from one currency into another.</summary>
    Exchange,

    /// <summary>What Revolut takes for itself, or gives back of it.</summary>
    Fee,

    /// <summary>By one of our cards.</summary>
    Card,

    /// <summary>Loans, taxes, returned payments, and what Revolut may invent.</summary>
    Other,
}

/// <summary>Tells transactions apart.</summary>
public static class TransactionKinds
{
    public static TransactionKind Of(RevolutTransaction transaction) => transaction switch
    {
        { Type: "exchange" } => TransactionKind.Exchange,
        { Type: "fee" or "charge" or "charge_refund" } => TransactionKind.Fee,
        { Type: "atm" } => TransactionKind.Card,
        { Type: var type } when type.StartsWith("card_", StringComparison.Ordinal) => TransactionKind.Card,
        { Type: not ("transfer" or "topup") } => TransactionKind.Other,
        { Legs: [{ Counterparty.AccountType: "self" }] } => TransactionKind.OwnTransfer,
        { Legs: [{ Amount: > 0 }] } => TransactionKind.Incoming,
        { Legs: [{ Amount: < 0 }] } => TransactionKind.Outgoing,
        { Legs: [var from, var to] } => from.Currency == to.Currency ? TransactionKind.OwnTransfer : TransactionKind.Exchange,
        _ => TransactionKind.Other,
    };
}
