using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Revolut.Wire;

public sealed class RevolutClientTests
{
    private static readonly RSA Key = RSA.Create(2048);
    private static readonly RevolutConnection Connection = new(
        new Uri("https://b2b.revolut.com/api/"), "client-1", "cerniq.example", Key.ExportPkcs8PrivateKeyPem(), "oa_prod_refresh");

    private readonly StubService stub = new StubService()
        .On("/auth/token", """{"access_token":"oa_prod_access","token_type":"bearer","expires_in":2399}""");

    private RevolutClient Client => new RevolutClients(stub.Callers()).For("demo", Connection);

    private static RevolutPayRequest Payment => new()
    {
        RequestId = "refund-1",
        AccountId = "acc",
        Receiver = new RevolutReceiver { CounterpartyId = "cp" },
        Amount = 10.50m,
        Currency = "EUR",
        Reference = "Rambursare FCT 0055",
    };

    [Fact]
    public async Task Logs_in_with_a_signed_assertion()
    {
        stub.Then("[]");
        await Client.GetAccountsAsync(CancellationToken.None);

        var form = stub.Requests.First().Body.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => WebUtility.UrlDecode(pair[1]));
        form["grant_type"].ShouldBe("refresh_token");
        form["client_assertion_type"].ShouldBe("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        var jwt = form["client_assertion"].Split('.');
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(jwt[0])).ShouldBe("""{"alg":"RS256","typ":"JWT"}""");
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(jwt[1]));
        claims.RootElement.GetProperty("iss").GetString().ShouldBe("cerniq.example");
        claims.RootElement.GetProperty("sub").GetString().ShouldBe("client-1");
        claims.RootElement.GetProperty("aud").GetString().ShouldBe("https://revolut.com");
        claims.RootElement.GetProperty("exp").GetInt64().ShouldBe(stub.Clock.GetUtcNow().AddMinutes(2).ToUnixTimeSeconds());
        Key.VerifyData(
            Encoding.ASCII.GetBytes(jwt[0] + "." + jwt[1]), Base64Url.DecodeFromChars(jwt[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .ShouldBeTrue();
    }

    [Fact]
    public async Task Keeps_the_token_for_its_forty_minutes()
    {
        stub.On("/accounts", "[]");
        var client = Client;
        await client.GetAccountsAsync(CancellationToken.None);
        stub.Clock.Advance(TimeSpan.FromMinutes(37));
        await client.GetAccountsAsync(CancellationToken.None);
        Logins().ShouldBe(1);
        stub.Clock.Advance(TimeSpan.FromMinutes(1));
        await client.GetAccountsAsync(CancellationToken.None);

        Logins().ShouldBe(2);
    }

    [Fact]
    public async Task A_lost_consent_is_an_authentication_fault()
    {
        var lost = new StubService().Then("""{"error":"unauthorized_client","error_description":"Failed to authorise client"}""", 400);

        var refused = await Should.ThrowAsync<ServiceRefusedException>(
            () => new RevolutClients(lost.Callers()).For("demo", Connection).GetAccountsAsync(CancellationToken.None));

        refused.Fault.Kind.ShouldBe(FaultKind.Authentication);
        refused.Fault.Words.ShouldBe("unauthorized_client: Failed to authorise client");
    }

    [Fact]
    public async Task A_broken_key_is_a_setting_to_be_mended_and_is_not_shown()
    {
        var client = new RevolutClients(stub.Callers()).For("demo", Connection with { PrivateKeyPem = "-----BEGIN PRIVATE KEY-----\nMIIsecret\n-----END PRIVATE KEY-----" });

        var failure = await Should.ThrowAsync<TenantNotConfiguredException>(() => client.GetAccountsAsync(CancellationToken.None));

        failure.ToString().ShouldNotContain("MIIsecret");
    }

    [Fact]
    public async Task Reads_balances_as_exact_decimals()
    {
        stub.Then("""[{"id":"b7ec67d3","name":"International account","balance":3171.89,"currency":"GBP","state":"active","public":false,"created_at":"2022-08-05T14:29:22.215785Z","updated_at":"2022-08-05T14:29:22.215785Z"},{"id":"3d28nlmo894d","balance":1000000000000.01,"currency":"JPY","state":"active","public":false,"created_at":"2022-08-05T14:29:22.215785Z","updated_at":"2022-08-05T14:29:22.215785Z"}]""");

        var accounts = await Client.GetAccountsAsync(CancellationToken.None);

        accounts.Select(account => account.Balance).ShouldBe([3171.89m, 1000000000000.01m]);
        stub.Requests.Last().Path.ShouldBe("/api/1.0/accounts");
        stub.Requests.Last().Headers["Authorization"].ShouldBe("Bearer oa_prod_access");
    }

    [Fact]
    public async Task Reads_a_transaction_and_knows_when_there_is_none()
    {
        stub.Then("""{"id":"63d2a8bd","type":"topup","state":"completed","request_id":"REVP:8988a9a0","created_at":"2023-01-26T16:22:21.765313Z","updated_at":"2023-01-26T16:22:21.765313Z","completed_at":"2023-01-26T16:22:22.765313Z","reference":"FCT 0055","legs":[{"leg_id":"l","account_id":"a","amount":-47.8,"currency":"GBP","counterparty":{"account_type":"revolut"},"description":"Payment from John Smith"}]}""")
            .Then("""{"code":3006,"message":"Transaction not found"}""", 404);
        var client = Client;

        var transaction = await client.GetTransactionAsync("63d2a8bd", CancellationToken.None);
        transaction!.Legs[0].Amount.ShouldBe(-47.8m);
        transaction.Legs[0].Counterparty!.Id.ShouldBeNull();
        (await client.GetTransactionAsync("x/../accounts", CancellationToken.None)).ShouldBeNull();
        stub.Requests.Last().Address.AbsolutePath.ShouldBe("/api/1.0/transaction/x%2F..%2Faccounts");
    }

    [Fact]
    public async Task Pays_with_our_request_id()
    {
        stub.Then("""{"id":"630f9a62","state":"pending","created_at":"2022-08-31T17:29:06.625613Z"}""");

        (await Client.PayAsync(Payment with { Reference = new string('r', 200) }, CancellationToken.None)).Id.ShouldBe("630f9a62");

        using var body = JsonDocument.Parse(stub.Requests.Last().Body);
        body.RootElement.GetProperty("request_id").GetString().ShouldBe("refund-1");
        body.RootElement.GetProperty("amount").GetRawText().ShouldBe("10.50");
        body.RootElement.GetProperty("reference").GetString()!.Length.ShouldBe(140);
    }

    [Fact]
    public async Task A_repeated_request_id_says_that_the_payment_is_made()
    {
        stub.Then("""{"code":3020,"message":"Duplicate request: 1f0f3850"}""", 400);

        var refused = await Should.ThrowAsync<ServiceRefusedException>(() => Client.PayAsync(Payment, CancellationToken.None));

        refused.Fault.Kind.ShouldBe(FaultKind.Duplicate);
        refused.Fault.Ambiguous.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"id":"","state":""}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task A_payment_without_an_id_leaves_a_doubt(string body)
    {
        stub.Then(body);

        (await Should.ThrowAsync<ServiceUnavailableException>(() => Client.PayAsync(Payment, CancellationToken.None))).Fault.Ambiguous.ShouldBeTrue();
    }

    [Fact]
    public async Task A_payment_that_makes_no_sense_is_not_sent()
    {
        var client = Client;
        await Should.ThrowAsync<ArgumentException>(() => client.PayAsync(Payment with { Amount = 0 }, CancellationToken.None));
        await Should.ThrowAsync<ArgumentException>(() => client.PayAsync(Payment with { RequestId = new string('x', 41) }, CancellationToken.None));

        stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Finds_a_payment_by_our_id_within_two_weeks()
    {
        stub.Then("""[{"id":"t","type":"transfer","state":"completed","request_id":"refund-1","created_at":"2026-11-20T08:00:00Z","updated_at":"2026-11-20T08:00:00Z","legs":[]}]""").Then("[]");
        var since = stub.Clock.GetUtcNow().AddDays(-20);
        var client = Client;

        (await client.FindByRequestIdAsync("refund-1", since, CancellationToken.None))!.Id.ShouldBe("t");
        stub.Requests.Last().Query.ShouldBe("?from=2026-10-31T09:00:00.000000Z&to=2026-11-14T09:00:00.000000Z&request_id=refund-1");
        (await client.FindByRequestIdAsync("refund-2", since, CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"error_id":"e","code":3162,"message":"Request rate limit has been reached. Try again after 30 seconds."}""", 30)]
    [InlineData("""{"error_id":"e","code":3162,"message":"Request rate limit has been reached. Try again later."}""", null)]
    public async Task Reads_the_wait_out_of_the_words(string body, int? seconds)
    {
        stub.Then(body, 429);

        var limited = await Should.ThrowAsync<ServiceUnavailableException>(() => Client.GetAccountsAsync(CancellationToken.None));

        limited.Fault.Kind.ShouldBe(FaultKind.RateLimit);
        limited.Fault.RetryAfter.ShouldBe(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value));
    }

    [Fact]
    public async Task An_expired_token_is_fetched_anew_once()
    {
        stub.Then("""{"error_id":"69bb3be2","code":1000,"message":"Access token is invalid or has expired."}""", 401).Then("[]");

        await Client.GetAccountsAsync(CancellationToken.None);

        Logins().ShouldBe(2);
    }

    [Fact]
    public async Task The_401_without_a_code_is_known_too()
    {
        stub.Then("""{"message":"The request should be authorized."}""", 401).Then("""{"message":"The request should be authorized."}""", 401);

        (await Should.ThrowAsync<ServiceRefusedException>(() => Client.GetCounterpartiesAsync(null, null, CancellationToken.None)))
            .Fault.Kind.ShouldBe(FaultKind.Authentication);
    }

    private int Logins() => stub.Requests.Count(sent => sent.Path.EndsWith("/auth/token", StringComparison.Ordinal));
}
