using System.Text.Json;
using Cerniq.Functions.Revolut;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Hosting;
using Cerniq.Functions.Tests.Payments;

namespace Cerniq.Functions.Tests.Revolut;

/// <summary>Registering a webhook and changing its secret, against the stand-in.</summary>
public sealed class WebhookRegistrationTests(MoneyApp app) : IClassFixture<MoneyApp>
{
    private const string Url = "https://cerniq.example/api/revolut/webhook/demo";

    [Fact]
    public async Task Keeps_the_secret_of_the_registration_and_takes_an_existing_one_over()
    {
        var first = await RegisterAsync();
        first.GetProperty("url").GetString().ShouldBe(Url);
        var secret = (await SecretsAsync()).ShouldHaveSingleItem();

        (await RegisterAsync()).GetProperty("webhookId").GetString().ShouldBe(first.GetProperty("webhookId").GetString());
        (await SecretsAsync()).ShouldBe([secret]);
        (await app.CallAsync(HttpMethod.Get, "revolut/webhook")).Text.ShouldNotContain(secret);
    }

    [Fact]
    public async Task Believes_the_former_secret_until_its_overlap_is_over()
    {
        await RegisterAsync();
        var former = (await SecretsAsync())[0];
        var rotated = await app.CallAsync(HttpMethod.Post, "revolut/webhook/rotate", new { overlapHours = 1 });
        rotated.Status.ShouldBe(200, rotated.Text);
        rotated.Json.GetProperty("formerUntil").GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow());

        var both = await SecretsAsync();
        both.Length.ShouldBe(2);
        both[0].ShouldNotBe(former);
        both[1].ShouldBe(former);
        (await app.Service<WebhookRegistration>().RetireAsync("demo", default)).ShouldBeFalse();

        // A change without overlap ends the former at once.
        (await app.CallAsync(HttpMethod.Post, "revolut/webhook/rotate", new { overlapHours = 0 })).Status.ShouldBe(200);
        (await SecretsAsync()).ShouldHaveSingleItem().ShouldNotBe(both[0]);
    }

    [Theory]
    [InlineData("http://cerniq.example/api/revolut/webhook/demo")]
    [InlineData("no address")]
    [InlineData(null)]
    public async Task Refuses_an_address_that_Revolut_could_not_call(string? url) =>
        (await app.CallAsync(HttpMethod.Post, "revolut/webhook/register", new { url })).Status.ShouldBe(400);

    [Fact]
    public async Task Refuses_an_overlap_longer_than_Revolut_allows() =>
        (await app.CallAsync(HttpMethod.Post, "revolut/webhook/rotate", new { overlapHours = 169 })).Status.ShouldBe(400);

    private async Task<JsonElement> RegisterAsync()
    {
        var reply = await app.CallAsync(HttpMethod.Post, "revolut/webhook/register", new { url = Url });
        reply.Status.ShouldBe(200, reply.Text);
        return reply.Json;
    }

    private async Task<string[]> SecretsAsync() => WebhookSecrets.Split(
        await app.Service<TenantSettings>().SecretAsync("demo", SettingsCatalogue.RevolutWebhookSecret, default));
}
