using System.Globalization;
using System.Text.Json;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Services;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.Functions.Tests.Revolut.Wire;

/// <summary>Revolut's amounts are in major units, with as many decimals as the currency has: so they go out and so they are kept.</summary>
public sealed class RevolutMoneyTests
{
    private static readonly string[] Money = ["RON", "EUR", "JPY", "HUF", "KWD", "BHD", "CLP", "DKK"];

    [Fact]
    public void An_amount_that_came_in_is_the_amount_on_record() => Prop.ForAll<PositiveInt, int, byte>((units, fraction, currency) =>
    {
        var code = Money[currency % Money.Length];
        var amount = Amount(units.Get, fraction, code);
        var transaction = Parsed(Plain(amount), code);

        var income = IncomingPayment.From(transaction)!;

        income.Amount.ShouldBe(amount);
        income.Currency.ShouldBe(code);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    /// <summary>The binary number nearest to it would not do: 0.1 + 0.2 and the like.</summary>
    [Fact]
    public void Many_amounts_add_up_to_the_last_decimal() => Prop.ForAll<PositiveInt[], byte>((units, currency) =>
    {
        var code = Money[currency % Money.Length];
        var amounts = units.Select((u, i) => Amount(u.Get, i * 7, code)).ToArray();

        amounts.Select(a => Parsed(Plain(a), code).Legs[0].Amount!.Value).Sum().ShouldBe(amounts.Sum());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void An_amount_goes_out_as_it_is() => Prop.ForAll<PositiveInt, int, byte>((units, fraction, currency) =>
    {
        var code = Money[currency % Money.Length];
        var amount = Amount(units.Get, fraction, code);
        var request = new RevolutPayRequest
        {
            RequestId = "R-1", AccountId = "A", Receiver = new RevolutReceiver { CounterpartyId = "C" }, Amount = amount, Currency = code,
        };

        var sent = JsonSerializer.Serialize(request, RevolutJson.Default.RevolutPayRequest);

        sent.ShouldContain($"\"amount\":{amount.ToString(CultureInfo.InvariantCulture)},");
        JsonSerializer.Deserialize<JsonElement>(sent).GetProperty("amount").GetDecimal().ShouldBe(amount);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Theory]
    [InlineData("3171.89", "GBP", "3171.89")]
    [InlineData("1500", "JPY", "1500")]
    [InlineData("12.345", "KWD", "12.345")]
    [InlineData("0.1", "RON", "0.1")]
    [InlineData("1e3", "RON", "1000")]
    public void Reads_amounts_as_Revolut_writes_them(string wire, string currency, string amount) =>
        Parsed(wire, currency).Legs[0].Amount.ShouldBe(decimal.Parse(amount, CultureInfo.InvariantCulture));

    private static RevolutTransaction Parsed(string amount, string currency) => JsonSerializer.Deserialize(
        $$"""{"id":"t","type":"topup","state":"completed","created_at":"2026-11-20T09:00:00Z","updated_at":"2026-11-20T09:00:00Z","legs":[{"leg_id":"l","account_id":"a","amount":{{amount}},"currency":"{{currency}}"}]}""",
        RevolutJson.Default.RevolutTransaction)!;

    private static decimal Amount(int units, int fraction, string currency)
    {
        var scale = Currencies.Decimals(currency);
        var whole = (decimal)Math.Pow(10, scale);
        return units + Math.Abs(fraction % whole) / whole;
    }

    /// <summary>Decimals without padding, as in Revolut's samples: <c>-47.8</c>, <c>10</c>.</summary>
    private static string Plain(decimal amount) => amount.ToString("0.####", CultureInfo.InvariantCulture);
}
