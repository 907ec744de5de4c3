using Cerniq.Functions.Revolut;

namespace Cerniq.Functions.Tests.Revolut;

public sealed class WebhookSecretTests
{
    private static readonly DateTimeOffset End = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Is_kept_with_its_end_and_read_as_it_was()
    {
        WebhookSecret[] secrets = [new("wsk_new", null), new("wsk_old", End)];
        WebhookSecret.WriteAll(secrets).ShouldBe($"wsk_new,wsk_old;until={End.ToUnixTimeSeconds()}");
        WebhookSecret.ReadAll(WebhookSecret.WriteAll(secrets)).ShouldBe(secrets);
    }

    [Theory]
    [InlineData("wsk_a", 1)]
    [InlineData("wsk_a, wsk_b", 2)]
    [InlineData("wsk_a\nwsk_b\n", 2)]
    [InlineData("", 0)]
    [InlineData(null, 0)]
    public void Secrets_that_a_person_sets_have_no_end(string? setting, int count)
    {
        var read = WebhookSecret.ReadAll(setting);
        read.Count.ShouldBe(count);
        read.ShouldAllBe(secret => secret.IsBelievedAt(DateTimeOffset.MaxValue));
    }

    [Theory]
    [InlineData("wsk_a;until=")]
    [InlineData("wsk_a;until=soon")]
    [InlineData("wsk_a;until=-1")]
    [InlineData("wsk_a;until=99999999999999999")]
    public void One_whose_end_cannot_be_read_is_not_believed(string setting) =>
        WebhookSecret.ReadAll(setting).ShouldHaveSingleItem().IsBelievedAt(End).ShouldBeFalse();

    [Fact]
    public void Is_believed_until_its_end_and_never_shows_itself()
    {
        var secret = new WebhookSecret("wsk_hidden", End);
        secret.IsBelievedAt(End.AddTicks(-1)).ShouldBeTrue();
        secret.IsBelievedAt(End).ShouldBeFalse();
        $"{secret}".ShouldNotContain("wsk_hidden");
    }
}
