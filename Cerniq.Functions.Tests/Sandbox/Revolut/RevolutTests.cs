using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Revolut;

namespace Cerniq.Functions.Tests.Sandbox.Revolut;

public sealed class RevolutTests : IClassFixture<SandboxHost>
{
    private readonly SandboxHost _sandbox;
    private readonly RSA _key = RSA.Create(2048);

    public RevolutTests(SandboxHost sandbox) => _sandbox = sandbox;

    [Fact]
    public void The_signature_equals_the_published_vector()
    {
        const string Body = """{"data":{"id":"645a7696-22f3-aa47-9c74-cbae0449cc46","new_state":"completed","old_state":"pending","request_id":"app_charges-9f5d5eb3-1e06-46c5-b1c0-3914763e0bcb"},"event":"TransactionStateChanged","timestamp":"2023-05-09T16:36:38.028960Z"}""";
        RevolutSignature.Of("wsk_r59a4HfWVAKycbCaNO1RvgCJec02gRd8", 1683650202360, Body)
            .ShouldBe("v1=bca326fb378d0da7f7c490ad584a8106bab9723d8d9cdd0d50b4c5b3be3837c0");
    }

    [Fact]
    public async Task A_customers_payment_arrives_as_a_transaction_and_two_signed_webhooks()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var revolut = await RevolutSession.OpenAsync(_sandbox, "pays", _key);
        var webhook = await RegisterAsync(revolut, receiver.Url);
        await _sandbox.ControlAsync("revolut/pay", new { tenant = "pays", amount = 435.60, currency = "RON", reference = "FCT 0001", counterparty = "DANTE INTERNATIONAL SA" });
        var events = await ReceivedAsync(receiver, 2);
        Names(events).ShouldBe(["TransactionCreated", "TransactionStateChanged"]);
        foreach (var received in events)
        {
            var text = $"v1.{received.Timestamp}.{received.Body}";
            var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes((string)webhook["signing_secret"]!), Encoding.UTF8.GetBytes(text)));
            received.Signature.ShouldBe($"v1={expected}");
            received.Timestamp.Length.ShouldBe(13);
        }

        var id = (string)JsonNode.Parse(events[1].Body)!["data"]!["id"]!;
        var transaction = await revolut.GetAsync($"1.0/transaction/{id}");
        ((string)transaction["state"]!).ShouldBe("completed");
        transaction["legs"]![0]!["amount"]!.ToJsonString().ShouldBe("435.6");
        ((string)transaction["legs"]![0]!["description"]!).ShouldBe("Payment from DANTE INTERNATIONAL SA");
    }

    [Fact]
    public async Task Duplicated_and_reordered_webhooks_come_of_one_payment()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var revolut = await RevolutSession.OpenAsync(_sandbox, "twice", _key);
        await RegisterAsync(revolut, receiver.Url);
        await _sandbox.ControlAsync("revolut/pay", new { tenant = "twice", amount = 10, currency = "RON", reference = "x", counterparty = new { name = "A" }, duplicate = true, reorder = true });
        Names(await ReceivedAsync(receiver, 4)).ShouldBe(["TransactionStateChanged", "TransactionStateChanged", "TransactionCreated", "TransactionCreated"]);
        (await revolut.GetAsync("1.0/transactions?count=100")).AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Under_load_every_event_arrives_once_and_in_the_order_of_its_payment()
    {
        const int Payments = 60;
        await using var receiver = await WebhookReceiver.StartAsync();
        var revolut = await RevolutSession.OpenAsync(_sandbox, "many", _key);
        await RegisterAsync(revolut, receiver.Url);
        await Task.WhenAll(Enumerable.Range(0, Payments).Select(i =>
            _sandbox.ControlAsync("revolut/pay", new { tenant = "many", amount = i + 1, currency = "RON", reference = "l", counterparty = "A" })));
        await ReceivedAsync(receiver, 2 * Payments);
        await SandboxHost.UntilAsync(async () => (await _sandbox.LedgerAsync())["revolut"]!["deliveries"]!.AsArray()
            .All(static one => (string?)one!["tenant"] != "many" || (string?)one["state"] == "delivered") ? "done" : null);
        receiver.Received.Count.ShouldBe(2 * Payments);
        foreach (var payment in receiver.Received.GroupBy(static received => (string)JsonNode.Parse(received.Body)!["data"]!["id"]!))
        {
            Names(payment).ShouldBe(["TransactionCreated", "TransactionStateChanged"]);
        }
    }

    [Fact]
    public async Task A_refused_webhook_is_sent_again_with_a_new_timestamp()
    {
        await using var receiver = await WebhookReceiver.StartAsync(refusals: 1);
        var revolut = await RevolutSession.OpenAsync(_sandbox, "again", _key);
        await RegisterAsync(revolut, receiver.Url);
        await _sandbox.ControlAsync("revolut/pay", new { tenant = "again", amount = 10, currency = "EUR", reference = "x", counterparty = "A" });
        Names(await ReceivedAsync(receiver, 2)).ShouldBe(["TransactionCreated", "TransactionStateChanged"], ignoreOrder: true);
    }

    [Fact]
    public async Task After_four_tries_an_event_is_listed_as_failed()
    {
        await _sandbox.ControlAsync("clock", new { speed = 1000 });
        await using var receiver = await WebhookReceiver.StartAsync(refusals: 8);
        var revolut = await RevolutSession.OpenAsync(_sandbox, "fails", _key);
        var webhook = await RegisterAsync(revolut, receiver.Url);
        await _sandbox.ControlAsync("revolut/pay", new { tenant = "fails", amount = 5, currency = "RON", reference = "f", counterparty = "A" });
        var failed = await SandboxHost.UntilAsync(async () =>
        {
            var listed = (await revolut.GetAsync($"2.0/webhooks/{webhook["id"]}/failed-events")).AsArray();
            return listed.Count == 2 ? listed : null;
        });
        failed.Select(static one => (string)one!["payload"]!["event"]!).ShouldBe(["TransactionCreated", "TransactionStateChanged"], ignoreOrder: true);
        receiver.Received.ShouldBeEmpty();
        var ledger = await _sandbox.LedgerAsync();
        ledger["revolut"]!["deliveries"]!.AsArray().Where(static one => (string?)one!["tenant"] == "fails").Select(static one => (int)one!["attempts"]!).ShouldBe([4, 4]);
    }

    [Fact]
    public async Task During_rotation_both_secrets_sign()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var revolut = await RevolutSession.OpenAsync(_sandbox, "rotates", _key);
        var webhook = await RegisterAsync(revolut, receiver.Url);
        using var rotated = await revolut.SendAsync(HttpMethod.Post, $"2.0/webhooks/{webhook["id"]}/rotate-signing-secret", new { expiration_period = "PT1H" });
        ((string)(await SandboxHost.JsonAsync(rotated))["signing_secret"]!).ShouldNotBe((string)webhook["signing_secret"]!);
        await _sandbox.ControlAsync("revolut/pay", new { tenant = "rotates", amount = 1, currency = "RON", reference = "r", counterparty = "A" });
        (await ReceivedAsync(receiver, 1))[0].Signature.Split(',').Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_payment_out_completes_and_its_request_id_pays_once()
    {
        await _sandbox.ControlAsync("clock", new { speed = 1000 });
        var revolut = await RevolutSession.OpenAsync(_sandbox, "refunds", _key);
        var accounts = (await revolut.GetAsync("1.0/accounts")).AsArray();
        accounts.Select(static account => (string?)account!["currency"]).ShouldBe(["RON", "EUR"]);
        using var party = await revolut.SendAsync(HttpMethod.Post, "1.0/counterparty", new { company_name = "ACME", bank_country = "RO", currency = "RON", iban = "RO49AAAA1B31007593840000" });
        var pay = new
        {
            request_id = "refund-1",
            account_id = (string)accounts[0]!["id"]!,
            receiver = new { counterparty_id = (string)(await SandboxHost.JsonAsync(party))["id"]! },
            amount = 100.25,
            currency = "RON",
            reference = "Storno",
        };
        using var first = await revolut.SendAsync(HttpMethod.Post, "1.0/pay", pay);
        var receipt = await SandboxHost.JsonAsync(first);
        ((string)receipt["state"]!).ShouldBe("pending");
        using var again = await revolut.SendAsync(HttpMethod.Post, "1.0/pay", pay);
        ((int)(await SandboxHost.JsonAsync(again, HttpStatusCode.BadRequest))["code"]!).ShouldBe(3020);

        var done = await SandboxHost.UntilAsync(async () =>
        {
            var now = await revolut.GetAsync($"1.0/transaction/{receipt["id"]}");
            return (string)now["state"]! == "completed" ? now : null;
        });
        done["legs"]![0]!["amount"]!.ToJsonString().ShouldBe("-100.25");
        var found = (await revolut.GetAsync($"1.0/transactions?request_id=refund-1&from={DateTimeOffset.UtcNow.AddDays(-1):O}".Replace("+", "%2B"))).AsArray();
        found.Count.ShouldBe(1);
        var ledger = await _sandbox.LedgerAsync();
        ledger["revolut"]!["payments"]!.AsArray().Count(static payment => (string?)payment!["requestId"] == "refund-1").ShouldBe(1);
    }

    [Fact]
    public async Task An_assertion_with_a_wrong_audience_or_that_expired_is_unauthorized()
    {
        foreach (var assertion in new[] { RevolutSession.Assertion("who", _key, audience: "revolut.com"), RevolutSession.Assertion("who", _key, lives: -1), "a.b.c" })
        {
            using var response = await RevolutSession.TokenAsync(_sandbox, "who", assertion);
            ((string)(await SandboxHost.JsonAsync(response, HttpStatusCode.BadRequest))["error"]!).ShouldBe("unauthorized_client");
        }
    }

    [Fact]
    public async Task A_registered_key_is_the_only_one_that_signs()
    {
        await _sandbox.ControlAsync("revolut/certificate", new { business = "locked", pem = _key.ExportSubjectPublicKeyInfoPem() });
        await RevolutSession.OpenAsync(_sandbox, "locked", _key);
        using var other = RSA.Create(2048);
        using var response = await RevolutSession.TokenAsync(_sandbox, "locked", RevolutSession.Assertion("locked", other));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Pages_of_transactions_meet_without_gap_or_overlap()
    {
        var revolut = await RevolutSession.OpenAsync(_sandbox, "pages", _key);
        for (var i = 0; i < 7; i++)
        {
            await _sandbox.ControlAsync("revolut/pay", new { tenant = "pages", amount = i + 1, currency = "RON", reference = $"p{i}", counterparty = "A" });
        }

        var seen = new List<string>();
        var to = "";
        while (true)
        {
            var page = (await revolut.GetAsync($"1.0/transactions?count=3{to}")).AsArray();
            seen.AddRange(page.Select(static transaction => (string)transaction!["reference"]!));
            if (page.Count < 3)
            {
                break;
            }

            to = $"&to={page[^1]!["created_at"]}";
        }

        seen.ShouldBe(["p6", "p5", "p4", "p3", "p2", "p1", "p0"]);
    }

    private static async Task<JsonObject> RegisterAsync(RevolutSession revolut, string url)
    {
        using var response = await revolut.SendAsync(HttpMethod.Post, "2.0/webhooks", new { url });
        return await SandboxHost.JsonAsync(response, HttpStatusCode.Created);
    }

    private static async Task<ReceivedWebhook[]> ReceivedAsync(WebhookReceiver receiver, int count) =>
        await SandboxHost.UntilAsync(() => Task.FromResult(receiver.Received.Count >= count ? receiver.Received.ToArray() : null));

    private static IEnumerable<string> Names(IEnumerable<ReceivedWebhook> events) => events.Select(static received => (string)JsonNode.Parse(received.Body)!["event"]!);
}
