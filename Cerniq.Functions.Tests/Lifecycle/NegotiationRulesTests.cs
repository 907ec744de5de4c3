using Cerniq.Functions.Lifecycle;

namespace Cerniq.Functions.Tests.Lifecycle;

public class NegotiationRulesTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    private static NegotiationRequest Valid => Deals.Request();

    [Fact]
    public void Takes_a_plain_deal() => NegotiationRules.Check(Valid, Today).ShouldBeEmpty();

    [Fact]
    public void Names_every_field_that_is_wrong_at_once()
    {
        var request = new NegotiationRequest
        {
            NegotiationId = "no/slash",
            Items = [new DealItem { Quantity = 0, UnitPrice = -1, Discount = 101 }],
            Details = new DealDetails { Currency = "lei", PaymentMethod = "BARTER", ValidUntil = new DateOnly(2020, 1, 1) },
        };

        NegotiationRules.Check(request, Today).Keys.ShouldBe(
            [
                "client", "details.currency", "details.exchangeRate", "details.paymentMethod", "details.validUntil",
                "items[0].discount", "items[0].name", "items[0].quantity", "items[0].sku", "items[0].unitPrice", "negotiationId",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void Wants_at_least_one_line() =>
        NegotiationRules.Check(Valid with { Items = [] }, Today).Keys.ShouldBe(["items"]);

    [Theory]
    [InlineData(21, "2026-11-20", true)]
    [InlineData(11, "2026-11-20", true)]
    [InlineData(0, "2026-11-20", true)]
    [InlineData(19, "2026-11-20", false)]
    [InlineData(19, "2025-07-31", true)]
    [InlineData(21, "2025-07-31", false)]
    [InlineData(20, "2026-11-20", false)]
    public void Takes_only_a_rate_that_is_legal_at_the_tax_point(int rate, string taxPoint, bool legal)
    {
        var request = Valid with
        {
            Items = [Valid.Items![0] with { VatRate = rate }],
            Details = new DealDetails { DeliveryDate = DateOnly.Parse(taxPoint) },
        };
        NegotiationRules.Check(request, Today).ContainsKey("items[0].vatRate").ShouldBe(!legal);
    }

    [Fact]
    public void Wants_the_exchange_rate_with_a_foreign_currency()
    {
        var inEuro = Valid with { Details = new DealDetails { Currency = "EUR" } };
        NegotiationRules.Check(inEuro, Today).Keys.ShouldBe(["details.exchangeRate"]);
        NegotiationRules.Check(inEuro with { Details = inEuro.Details! with { ExchangeRate = 5.09m } }, Today).ShouldBeEmpty();
    }
}
