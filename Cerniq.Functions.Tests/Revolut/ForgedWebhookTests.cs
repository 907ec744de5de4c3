using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.Revolut;

/// <summary>Nobody but Revolut gets an event in.</summary>
[Collection(OneApp.Name)]
public class ForgedWebhookTests(AppHost app)
{
    private const string Secret = "wsk_the-secret-of-this-tenant";
    private const string Others = "wsk_the-secret-of-another-tenant";

    public static TheoryData<string, int, string?> Requests => new()
    {
        //  what is sent                          answer  counted as
        { "signed as Revolut signs",               200,   null },
        { "wrong key",                             401,   "BAD_SIGNATURE" },
        { "body altered by one byte",              401,   "BAD_SIGNATURE" },
        { "timestamp altered",                     401,   "BAD_SIGNATURE" },
        { "stale: six minutes old",                401,   "STALE" },
        { "stale by a second",                     401,   "STALE" },
        { "future: six minutes ahead",             401,   "FUTURE" },
        { "seconds for milliseconds",              401,   "SECONDS" },
        { "no signature header",                   401,   "MISSING_HEADER" },
        { "no timestamp header",                   401,   "MISSING_HEADER" },
        { "signature that is no hex",              401,   "MALFORMED" },
        { "wrong scheme: X-Revolut-Signature-V1",  401,   "WRONG_SCHEME" },
        { "other tenant's secret",                 401,   "BAD_SIGNATURE" },
        { "unset secret",                          401,   "NO_SECRET" },
        { "unknown tenant",                        401,   null },
        { "signed, but unreadable",                400,   null },
        { "two signatures, one of them right",     200,   null },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Answers(string sent, int answer, string? counted)
    {
        var tenant = await TenantAsync(sent == "unset secret" ? null : Secret);
        var reply = await PostAsync(sent == "unknown tenant" ? "no-such-tenant" : tenant, Delivery.As(sent));
        reply.Status.ShouldBe(answer, reply.Text);

        var kept = await RefusedAsync(tenant);
        if (counted is null)
        {
            kept.ShouldBeEmpty();
        }
        else
        {
            kept.ShouldHaveSingleItem().GetProperty("reason").GetString().ShouldBe(counted);
        }

        await IsCountedAsync(tenant, sent, answer, counted);
    }

    private async Task IsCountedAsync(string tenant, string sent, int answer, string? refusedAs)
    {
        var metrics = await app.SendAsync(HttpMethod.Get, "/api/metrics", admin: AppHost.AdminKey);
        metrics.Status.ShouldBe(200);
        metrics.Text.ShouldNotContain(Secret);
        var ofTenant = metrics.Text.Split('\n').Where(line => line.StartsWith("revolut_webhooks_total{", StringComparison.Ordinal) && line.Contains($"\"{tenant}\"", StringComparison.Ordinal));
        if (sent == "unknown tenant")
        {
            ofTenant.ShouldBeEmpty();
            metrics.Text.ShouldContain("""revolut_webhooks_total{event="none",outcome="NO_SECRET",tenant_id="unknown"}""");
            metrics.Text.ShouldNotContain("no-such-tenant");
            return;
        }

        var (name, outcome) = answer switch
        {
            200 => ("TransactionStateChanged", "taken"),
            400 => ("none", "unreadable"),
            _ => ("none", refusedAs),
        };
        ofTenant.ShouldBe([$$"""revolut_webhooks_total{event="{{name}}",outcome="{{outcome}}",tenant_id="{{tenant}}"} 1"""]);
    }

    [Fact]
    public async Task Takes_a_duplicate_once_and_answers_it_200()
    {
        var tenant = await TenantAsync(Secret);
        var delivery = Delivery.As("signed as Revolut signs");
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(tenant, delivery)));
        replies.ShouldAllBe(r => r.Status == 200);
        replies.Count(r => !r.Json.GetProperty("duplicate").GetBoolean()).ShouldBe(1);
        (await PostAsync(tenant, delivery)).Json.GetProperty("duplicate").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Takes_what_was_refused_once_the_secret_is_mended()
    {
        var tenant = await TenantAsync(Others);
        var delivery = Delivery.As("signed as Revolut signs");
        (await PostAsync(tenant, delivery)).Status.ShouldBe(401);
        (await PostAsync(tenant, Delivery.As("wrong key"))).Status.ShouldBe(401);

        await SetSecretAsync(tenant, Secret);
        var replay = await app.SendAsync(HttpMethod.Post, $"/api/tenants/{tenant}/revolut/refused/replay", admin: AppHost.AdminKey);
        replay.Json.GetProperty("taken").GetInt32().ShouldBe(1, replay.Text);
        replay.Json.GetProperty("stillRefused").GetInt32().ShouldBe(1);
        (await RefusedAsync(tenant)).Count.ShouldBe(1);
        (await PostAsync(tenant, delivery)).Json.GetProperty("duplicate").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Believes_both_secrets_while_one_is_being_rotated()
    {
        var tenant = await TenantAsync($"{Others},{Secret}");
        (await PostAsync(tenant, Delivery.As("signed as Revolut signs"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Another_tenants_key_sees_no_refused_deliveries()
    {
        var tenant = await TenantAsync(Secret);
        var stranger = await app.NewTenantAsync($"t{Guid.NewGuid():N}"[..20]);
        (await app.SendAsync(HttpMethod.Get, $"/api/tenants/{tenant}/revolut/refused", key: stranger)).Status.ShouldBe(404);
    }

    private async Task<string> TenantAsync(string? secret)
    {
        var tenant = $"t{Guid.NewGuid():N}"[..20];
        await app.NewTenantAsync(tenant);
        if (secret is not null)
        {
            await SetSecretAsync(tenant, secret);
        }

        return tenant;
    }

    private async Task SetSecretAsync(string tenant, string secret)
    {
        var reply = await app.SendAsync(
            HttpMethod.Put, $"/api/tenants/{tenant}/settings", admin: AppHost.AdminKey, json: $$"""{ "revolut_webhook_secret": "{{secret}}" }""");
        reply.Status.ShouldBe(200, reply.Text);
    }

    private async Task<List<JsonElement>> RefusedAsync(string tenant) =>
        [.. (await app.SendAsync(HttpMethod.Get, $"/api/tenants/{tenant}/revolut/refused", admin: AppHost.AdminKey)).Json.GetProperty("items").EnumerateArray()];

    private async Task<Reply> PostAsync(string tenant, Delivery delivery)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/revolut/webhook/{tenant}");
        request.Content = new ByteArrayContent(delivery.Body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in delivery.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await app.Client.SendAsync(request);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(), null, response.Headers);
    }

    private sealed record Delivery(byte[] Body, Dictionary<string, string> Headers)
    {
        public static Delivery As(string sent)
        {
            var now = TimeProvider.System.GetUtcNow();
            var event1 = Encoding.UTF8.GetBytes(
                $$$"""{"event":"TransactionStateChanged","timestamp":"{{{now:O}}}","data":{"id":"{{{Guid.NewGuid()}}}","old_state":"pending","new_state":"completed"}}""");
            var right = Signed(event1, now, Secret);
            return sent switch
            {
                "signed as Revolut signs" or "unknown tenant" or "unset secret" => right,
                "wrong key" => Signed(event1, now, "wsk_guessed"),
                "body altered by one byte" => right with { Body = [.. event1[..^3], (byte)(event1[^3] ^ 1), .. event1[^2..]] },
                "timestamp altered" => right.With(RevolutSignature.TimestampHeader, $"{now.ToUnixTimeMilliseconds() + 1}"),
                "stale: six minutes old" => Signed(event1, now.AddMinutes(-6), Secret),
                "stale by a second" => Signed(event1, now.AddMinutes(-5).AddSeconds(-1), Secret),
                "future: six minutes ahead" => Signed(event1, now.AddMinutes(6), Secret),
                "seconds for milliseconds" => right.With(RevolutSignature.TimestampHeader, $"{now.ToUnixTimeSeconds()}"),
                "no signature header" => right.Without(RevolutSignature.SignatureHeader),
                "no timestamp header" => right.Without(RevolutSignature.TimestampHeader),
                "signature that is no hex" => right.With(RevolutSignature.SignatureHeader, "v1=" + new string('z', 64)),
                "wrong scheme: X-Revolut-Signature-V1" => new Delivery(event1, new(StringComparer.Ordinal)).With(
                    RevolutSignature.SignatureHeaderV1, Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), event1))),
                "other tenant's secret" => Signed(event1, now, Others),
                "signed, but unreadable" => Signed("{\"event\":"u8.ToArray(), now, Secret),
                "two signatures, one of them right" => right.With(
                    RevolutSignature.SignatureHeader, $"{RevolutSignature.Sign(event1, now, Others)},{RevolutSignature.Sign(event1, now, Secret)}"),
                _ => throw new ArgumentOutOfRangeException(nameof(sent), sent, "not in the table"),
            };
        }

        private static Delivery Signed(byte[] body, DateTimeOffset at, string secret) => new(
            body,
            new(StringComparer.Ordinal)
            {
                [RevolutSignature.TimestampHeader] = $"{at.ToUnixTimeMilliseconds()}",
                [RevolutSignature.SignatureHeader] = RevolutSignature.Sign(body, at, secret),
            });

        private Delivery With(string header, string value) => this with { Headers = new(Headers, StringComparer.Ordinal) { [header] = value } };

        private Delivery Without(string header) => this with { Headers = new(Headers.Where(h => h.Key != header), StringComparer.Ordinal) };
    }
}
