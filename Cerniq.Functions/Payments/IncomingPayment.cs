using System.Text.RegularExpressions;
using Cerniq.Functions.Revolut.Wire;

namespace Cerniq.Functions.Payments;

/// <summary>What a completed transaction brought in.</summary>
public sealed partial record IncomingPayment(
    decimal Amount,
    string Currency,
    string CounterpartyName,
    string? CounterpartyAccount,
    string? Description,
    string? Reference,
    DateTimeOffset At)
{
    /// <summary>Reads it; null when no money came in from outside: own transfers, exchanges, fees, cards.</summary>
    public static IncomingPayment? From(RevolutTransaction transaction)
    {
        if (TransactionKinds.Of(transaction) != TransactionKind.Incoming)
        {
            return null;
        }

        var leg = transaction.Legs[0];
        return new IncomingPayment(
            leg.Amount!.Value,
            leg.Currency,
            Payer(leg.Description) ?? "Unknown",
            leg.Counterparty?.AccountId,
            leg.Description,
            transaction.Reference is { Length: > 0 } written ? written : WrittenReference.In(leg.Description),
            transaction.CompletedAt ?? transaction.CreatedAt);
    }

    /// <summary>Revolut names the payer only in words: <c>Payment from John Smith</c>, <c>From ALFA SRL</c>.</summary>
    private static string? Payer(string? description)
    {
        var name = description is null ? "" : Prefix().Replace(description, "").Trim();
        return name.Length == 0 ? null : name;
    }

    [GeneratedRegex("^(payment |money added |top-up )?from ", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Prefix();
}
