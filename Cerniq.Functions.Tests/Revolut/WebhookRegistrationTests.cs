using System.Text.Json;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Revolut;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Storage;
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

    [Fact]
    public async Task Refuses_what_the_former_secret_signed_once_its_overlap_is_over()
    {
        var clock = new SetClock(TimeProvider.System.GetUtcNow());
        var secrets = new WebhookSecrets(app.Service<TenantSettings>(), clock);
        var door = new WebhookDoor(secrets);
        var registration = RegistrationAt(clock, secrets);
        await registration.RegisterAsync("demo", new Uri(Url + "?over"), "test", "c", default); // its own: Revolut counts the secrets of each
        var former = (await SecretsAsync())[0];
        await registration.RotateAsync("demo", TimeSpan.FromHours(2), "test", "c", default);
        var newest = (await SecretsAsync())[0];

        clock.Advance(TimeSpan.FromMinutes(119));
        (await registration.RetireAsync("demo", default)).ShouldBeFalse();
        (await JudgeAsync(door, clock, former)).ShouldBeNull();
        (await JudgeAsync(door, clock, newest)).ShouldBeNull();
        (await JudgeAsync(door, clock, "wsk_guessed", former)).ShouldBeNull("several signatures, one of them right");

        clock.Advance(TimeSpan.FromMinutes(1));
        (await JudgeAsync(door, clock, former)).ShouldBe(RefusalReason.BadSignature, "whether anybody has tidied up or not");
        (await registration.RetireAsync("demo", default)).ShouldBeTrue();
        (await JudgeAsync(door, clock, former)).ShouldBe(RefusalReason.BadSignature);
        (await JudgeAsync(door, clock, newest)).ShouldBeNull();
        (await SecretsAsync()).ShouldBe([newest]);
        (await registration.GetAsync("demo", default))!.FormerUntil.ShouldBeNull();
        (await registration.RetireAsync("demo", default)).ShouldBeFalse("there is nothing left to let go");
    }

    [Fact]
    public async Task A_second_change_within_the_overlap_keeps_the_secrets_that_may_still_be_in_use()
    {
        var clock = new SetClock(TimeProvider.System.GetUtcNow());
        var secrets = new WebhookSecrets(app.Service<TenantSettings>(), clock);
        var door = new WebhookDoor(secrets);
        var registration = RegistrationAt(clock, secrets);
        await registration.RegisterAsync("demo", new Uri(Url + "?twice"), "test", "c", default);
        await registration.RotateAsync("demo", TimeSpan.Zero, "test", "c", default);
        var first = (await SecretsAsync()).ShouldHaveSingleItem();
        await registration.RotateAsync("demo", TimeSpan.FromHours(1), "test", "c", default);
        await registration.RotateAsync("demo", TimeSpan.FromHours(1), "test", "c", default);

        var inForce = await SecretsAsync();
        inForce.Length.ShouldBe(3);
        inForce[2].ShouldBe(first);
        foreach (var secret in inForce)
        {
            (await JudgeAsync(door, clock, secret)).ShouldBeNull();
        }
    }

    [Fact]
    public async Task Each_former_secret_ends_at_its_own_time()
    {
        var clock = new SetClock(TimeProvider.System.GetUtcNow());
        var secrets = new WebhookSecrets(app.Service<TenantSettings>(), clock);
        var door = new WebhookDoor(secrets);
        var registration = RegistrationAt(clock, secrets);
        await registration.RegisterAsync("demo", new Uri(Url + "?own-time"), "test", "c", default);
        await registration.RotateAsync("demo", TimeSpan.Zero, "test", "c", default);
        var first = (await SecretsAsync()).ShouldHaveSingleItem();
        await registration.RotateAsync("demo", TimeSpan.FromHours(1), "test", "c", default);
        var second = (await SecretsAsync())[0];
        var last = await registration.RotateAsync("demo", TimeSpan.FromHours(3), "test", "c", default);
        last!.FormerUntil!.Value.ShouldBe(clock.Now + TimeSpan.FromHours(3), TimeSpan.FromSeconds(1));

        clock.Advance(TimeSpan.FromHours(1));
        (await JudgeAsync(door, clock, first)).ShouldBe(RefusalReason.BadSignature);
        (await JudgeAsync(door, clock, second)).ShouldBeNull();
        (await registration.RegisterAsync("demo", new Uri(Url + "?own-time"), "test", "c", default)).FormerUntil.ShouldNotBeNull();
        clock.Advance(TimeSpan.FromHours(2));
        (await JudgeAsync(door, clock, second)).ShouldBe(RefusalReason.BadSignature);
        (await JudgeAsync(door, clock, (await SecretsAsync())[0])).ShouldBeNull();
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

    private WebhookRegistration RegistrationAt(TimeProvider clock, WebhookSecrets secrets) => new(
        app.Service<RevolutClients>(),
        app.Service<TenantConnections>(),
        app.Service<TenantSettings>(),
        secrets,
        app.Service<ITableStore>(),
        app.Service<IAuditSink>(),
        clock);

    /// <summary>What the door says of an event signed now by each of the secrets.</summary>
    private static async Task<RefusalReason?> JudgeAsync(WebhookDoor door, SetClock clock, params string[] signedBy)
    {
        var body = "{}"u8.ToArray();
        var signatures = string.Join(',', signedBy.Select(secret => RevolutSignature.Sign(body, clock.Now, secret)));
        var headers = new WebhookHeaders(signatures, $"{clock.Now.ToUnixTimeMilliseconds()}", null, null);
        return (await door.JudgeAsync("demo", headers, body, clock.Now, default)).Refusal;
    }

    private async Task<JsonElement> RegisterAsync()
    {
        var reply = await app.CallAsync(HttpMethod.Post, "revolut/webhook/register", new { url = Url });
        reply.Status.ShouldBe(200, reply.Text);
        return reply.Json;
    }

    private async Task<string[]> SecretsAsync() => [.. WebhookSecret.ReadAll(
        await app.Service<TenantSettings>().SecretAsync("demo", SettingsCatalogue.RevolutWebhookSecret, default)).Select(secret => secret.Secret)];
}
