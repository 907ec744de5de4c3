using Cerniq.Functions.Payments;
using Cerniq.Functions.Revolut.Wire;

namespace Cerniq.Functions.Tests.Payments;

public sealed class TransactionKindTests
{
    [Theory]
    [InlineData("transfer", "10 RON", TransactionKind.Incoming)]
    [InlineData("topup", "10 RON", TransactionKind.Incoming)]
    [InlineData("topup", "10 RON external", TransactionKind.Incoming)]
    [InlineData("transfer", "10 RON revolut", TransactionKind.Incoming)]
    [InlineData("transfer", "-10 RON", TransactionKind.Outgoing)]
    [InlineData("transfer", "10 RON self", TransactionKind.OwnTransfer)]
    [InlineData("transfer", "-10 RON self", TransactionKind.OwnTransfer)]
    [InlineData("transfer", "-10 RON;10 RON", TransactionKind.OwnTransfer)]
    [InlineData("transfer", "-50 RON;10 EUR", TransactionKind.Exchange)]
    [InlineData("exchange", "-50 RON;10 EUR", TransactionKind.Exchange)]
    [InlineData("exchange", "10 EUR", TransactionKind.Exchange)]
    [InlineData("fee", "-1 RON", TransactionKind.Fee)]
    [InlineData("charge_refund", "1 RON", TransactionKind.Fee)]
    [InlineData("card_payment", "-1 RON", TransactionKind.Card)]
    [InlineData("card_refund", "1 RON", TransactionKind.Card)]
    [InlineData("atm", "-1 RON", TransactionKind.Card)]
    [InlineData("topup_return", "-1 RON", TransactionKind.Other)]
    [InlineData("tax_refund", "1 RON", TransactionKind.Other)]
    [InlineData("loan", "1000 RON", TransactionKind.Other)]
    [InlineData("something_new", "1 RON", TransactionKind.Other)]
    [InlineData("transfer", "0 RON", TransactionKind.Other)]
    [InlineData("transfer", "", TransactionKind.Other)]
    public void Tells_apart_what_came_in_went_out_or_only_moved(string type, string legs, TransactionKind kind)
    {
        var transaction = new RevolutTransaction { Id = "T-1", Type = type, State = "completed", Legs = [.. legs.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Leg)] };

        TransactionKinds.Of(transaction).ShouldBe(kind);
        (IncomingPayment.From(transaction) is not null).ShouldBe(kind == TransactionKind.Incoming);
    }

    private static RevolutLeg Leg(string text) => text.Split(' ') switch
    {
        [var amount, var currency, .. var other] => new RevolutLeg
        {
            Amount = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture),
            Currency = currency,
            Counterparty = other is [var type] ? new RevolutLegCounterparty { AccountType = type } : null,
        },
        _ => throw new FormatException(text),
    };
}
