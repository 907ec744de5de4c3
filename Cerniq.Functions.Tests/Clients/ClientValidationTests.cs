using System.Text.Json;
using Cerniq.Functions.Clients;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tests.Hosting;
using Cerniq.Functions.Tests.Lifecycle;

namespace Cerniq.Functions.Tests.Clients;

/// <summary>Validation of clients over the app's route, against the stand-ins of ANAF's registry and of Oblio.</summary>
public sealed class ClientValidationTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly ClientData Client = Deals.Request().Client!;

    [Fact]
    public async Task While_ANAF_is_down_the_tenant_s_rule_decides_and_a_warned_answer_is_not_kept()
    {
        // Of nobody else here: what the registry has said today is kept.
        var client = Client with { Cui = "RO34283300", CompanyName = "CARPATI DISTRIBUTIE SRL" };
        await app.SandboxAsync("faults", new { service = "anaf", route = "PlatitorTvaRest", kind = "status", status = 503, rate = 1.0 });
        await app.SetAsync("demo", new { anaf_down_rule = "WAIT" });
        (await ValidateAsync(client)).Status.ShouldBe(503);
        (await LatestAsync(client.Cui)).ErrorCode.ShouldBe("ANAF_API_ERROR");

        await app.SetAsync("demo", new { anaf_down_rule = "WARN" });
        var warned = await ValidateAsync(client);
        warned.Status.ShouldBe(200, warned.Text);
        warned.Json.GetProperty("valid").GetBoolean().ShouldBeTrue();
        warned.Json.GetProperty("warnings")[0].GetString()!.ShouldStartWith("ANAF_API_ERROR");
        warned.Json.TryGetProperty("cachedUntil", out var kept).ShouldBe(kept.ValueKind == JsonValueKind.Null);
        (await LatestAsync(client.Cui)).Success.ShouldBeTrue();

        await app.NoFaultsAsync();
        var asked = await ValidateAsync(client);
        asked.Json.GetProperty("anafData").GetProperty("denumire").GetString()!.ShouldStartWith("CARPATI");
        asked.Json.TryGetProperty("warnings", out var none).ShouldBe(none.ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task A_valid_answer_is_kept_for_its_time_and_for_these_very_data_only()
    {
        var client = Client with { Phone = "0311" };
        var first = await ValidateAsync(client);
        first.Json.GetProperty("action").GetString().ShouldBe("CREATED_NEW");
        var until = first.Json.GetProperty("cachedUntil").GetDateTimeOffset();
        (until - TimeProvider.System.GetUtcNow()).TotalHours.ShouldBeInRange(23, 24);

        (await ValidateAsync(client)).Json.GetProperty("cachedUntil").GetDateTimeOffset().ShouldBe(until);
        (await ValidateAsync(client with { Phone = "0312" })).Json.GetProperty("cachedUntil").GetDateTimeOffset().ShouldNotBe(until);
        (await ValidateAsync(client, new { cacheValidation = false })).Json.GetProperty("cachedUntil").GetDateTimeOffset().ShouldNotBe(until);
        var over = await ValidateAsync(client with { Phone = "0313" }, new { cacheTtlSeconds = 0 });
        (await ValidateAsync(client with { Phone = "0313" })).Json.GetProperty("cachedUntil").GetDateTimeOffset()
            .ShouldNotBe(over.Json.GetProperty("cachedUntil").GetDateTimeOffset());
    }

    [Fact]
    public async Task What_must_be_fixed_is_in_the_answer_and_on_record()
    {
        var reply = await ValidateAsync(Client with { Email = "nobody", CompanyName = "ALTA FIRMA SRL" });
        reply.Status.ShouldBe(200, reply.Text);
        (reply.Json.GetProperty("valid").GetBoolean(), reply.Json.GetProperty("action").GetString()).ShouldBe((false, "VALIDATION_FAILED"));
        reply.Json.GetProperty("requiredFixes").EnumerateArray().Select(fix => fix.GetProperty("code").GetString())
            .ShouldBe(["COMPANY_NAME_MISMATCH", "INVALID_EMAIL"]);
        var entry = await LatestAsync(Client.Cui);
        (entry.Success, entry.NegotiationId, entry.ContactId).ShouldBe((false, "N-7", "C-7"));
        entry.ValidationResult!.RequiredFixes!.Count.ShouldBe(2);
    }

    private Task<Reply> ValidateAsync(ClientData client, object? options = null) => app.SendAsync(
        HttpMethod.Post,
        "/api/tenants/demo/clients/validate",
        JsonSerializer.Serialize(new { clientData = client, options = options ?? new { }, negotiationId = "N-7", contactId = "C-7" }, CerniqJson.Options));

    private async Task<ClientValidationEntry> LatestAsync(string cui)
    {
        var page = await app.Service<ClientValidationLog>().ListAsync("demo", cui, 1, null, default);
        return CerniqJson.Read<ClientValidationEntry>(page.Rows.ShouldHaveSingleItem().Body);
    }
}
